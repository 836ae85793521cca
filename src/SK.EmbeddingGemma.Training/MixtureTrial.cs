namespace SK.EmbeddingGemma;

/// <summary>A mixture of data sets, and the model that was trained on it. Immutable.</summary>
/// <param name="Shares">The share of batches of each data set, in their order; they sum to 1.</param>
/// <param name="Model">The model.</param>
/// <param name="Scores">Its scores by the task's name.</param>
public sealed record MixtureTrial(IReadOnlyList<double> Shares, EmbeddingGemmaModel Model, IReadOnlyDictionary<string, double> Scores)
{
    /// <summary>Gets the mean of all scores.</summary>
    public double MeanScore => Scores.Values.Average();
}
