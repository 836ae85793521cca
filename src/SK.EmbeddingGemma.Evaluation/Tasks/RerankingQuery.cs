namespace SK.EmbeddingGemma.Tasks;

/// <summary>A query with candidates. Several wordings of one query may be given: a candidate counts by the nearest.</summary>
/// <param name="Query">The query's wordings.</param>
/// <param name="Positive">The candidates that answer it.</param>
/// <param name="Negative">The candidates that do not.</param>
internal sealed record RerankingQuery(IReadOnlyList<string> Query, IReadOnlyList<string> Positive, IReadOnlyList<string> Negative);
