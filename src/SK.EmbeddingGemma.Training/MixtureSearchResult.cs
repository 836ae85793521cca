namespace SK.EmbeddingGemma;

/// <summary>What a <see cref="MixtureSearch"/> found. Immutable.</summary>
/// <param name="Trials">All mixtures, best first.</param>
/// <param name="Soup">The average of their models.</param>
/// <param name="SoupScores">Its scores by the task's name.</param>
public sealed record MixtureSearchResult(IReadOnlyList<MixtureTrial> Trials, EmbeddingGemmaModel Soup, IReadOnlyDictionary<string, double> SoupScores)
{
    /// <summary>Gets the mean of the soup's scores.</summary>
    public double SoupMeanScore => SoupScores.Values.Average();
}
