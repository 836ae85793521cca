namespace SK.EmbeddingGemma.Cli;

/// <summary>A recalled text in its place. Immutable.</summary>
/// <param name="Query">The query.</param>
/// <param name="Rank">The place, from 1.</param>
/// <param name="Text">The text.</param>
internal sealed record RankedText(string Query, int Rank, RecalledText Text);
