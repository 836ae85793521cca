namespace SK.EmbeddingGemma.Benchmarks;

/// <summary>What is reported of samples.</summary>
internal static class Statistics
{
    /// <summary>Returns the middle of the samples, of which there is at least one.</summary>
    public static double Median(this IEnumerable<double> samples)
    {
        var sorted = samples.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
