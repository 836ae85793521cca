namespace SK.EmbeddingGemma.Comparison;

/// <summary>What a main score is made of: its items, and the score of any choice of them, in which an item may come several times. Immutable and thread-safe.</summary>
/// <param name="Count">The number of items: queries, pairs, or texts.</param>
/// <param name="Score">Returns the score of the items at some places.</param>
internal sealed record EvaluationSample(int Count, Func<int[], double> Score)
{
    /// <summary>Returns the sample of a score that is the mean of its items'.</summary>
    public static EvaluationSample Mean(double[] items) => new(items.Length, chosen =>
    {
        var sum = 0.0;
        foreach (var place in chosen)
            sum += items[place];
        return sum / chosen.Length;
    });

    /// <summary>Returns the values at some places.</summary>
    public static T[] Choose<T>(T[] values, int[] chosen) => Array.ConvertAll(chosen, place => values[place]);
}
