namespace SK.EmbeddingGemma.Metrics;

/// <summary>How two series of values go together.</summary>
internal static class Correlation
{
    /// <summary>Returns Pearson's correlation, from -1 to 1; NaN where a series is constant or shorter than 2, as SciPy does.</summary>
    public static double Pearson(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException($"The series have {left.Length} and {right.Length} values: give as many of each.", nameof(right));

        var (leftMean, rightMean) = (Mean(left), Mean(right));
        double both = 0, leftSquares = 0, rightSquares = 0;
        for (var i = 0; i < left.Length; i++)
        {
            var (x, y) = (left[i] - leftMean, right[i] - rightMean);
            both += x * y;
            leftSquares += x * x;
            rightSquares += y * y;
        }

        return Math.Clamp(both / (Math.Sqrt(leftSquares) * Math.Sqrt(rightSquares)), -1, 1);
    }

    /// <summary>Returns Spearman's correlation: Pearson's of the ranks, where equal values share the mean of their ranks.</summary>
    public static double Spearman(ReadOnlySpan<double> left, ReadOnlySpan<double> right) => Pearson(Ranks.Of(left), Ranks.Of(right));

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
