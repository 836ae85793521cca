namespace SK.EmbeddingGemma.Tasks;

/// <summary>The summaries of a text.</summary>
/// <param name="Human">Those that people wrote.</param>
/// <param name="Machine">Those that programs wrote.</param>
/// <param name="Scores">How good people found the latter, as many.</param>
internal sealed record SummarisedText(IReadOnlyList<string> Human, IReadOnlyList<string> Machine, IReadOnlyList<double> Scores);
