namespace SK.EmbeddingGemma;

/// <summary>A file of examples. Immutable.</summary>
/// <param name="Path">
/// The file, JSON lines in UTF-8. A line is <c>{"query", "positive", "negatives", "group", "title"}</c>, of which the first two are needed: hard negatives are a list of texts, examples
/// of one group are no negatives of each other, the title is the positive's. Or <c>{"text", "label"}</c>: then texts of one label are paired, anew in each epoch.
/// </param>
public sealed record TrainingDataSet(string Path)
{
    /// <summary>Gets what the texts are for. Default: <see cref="TrainingTask.Retrieval"/>.</summary>
    public TrainingTask Task { get; init; } = TrainingTask.Retrieval;

    /// <summary>Gets the share of batches that are of this set, in proportion to the others'; greater than 0. Default: <see langword="null"/>, the number of its examples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not greater than 0, or not finite.</exception>
    public double? Weight
    {
        get;
        init => field = value is null or (> 0 and < double.PositiveInfinity) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The weight of a data set must be greater than 0: leave the set out instead.");
    }
}
