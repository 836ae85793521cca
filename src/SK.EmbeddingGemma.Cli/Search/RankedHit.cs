namespace SK.EmbeddingGemma.Cli;

/// <summary>A hit in its place. Immutable.</summary>
/// <param name="Query">The query.</param>
/// <param name="Rank">The place, from 1.</param>
/// <param name="Hit">The hit.</param>
internal sealed record RankedHit(string Query, int Rank, SearchHit Hit);
