namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>Texts as they are embedded.</summary>
/// <param name="Texts">The texts, each with its prompt.</param>
/// <param name="Lengths">The tokens of each, specials included, after cutting.</param>
/// <param name="Truncated">How many are cut.</param>
/// <param name="Characters">The UTF-16 units of the texts as they came, without prompts.</param>
internal sealed record PreparedTexts(IReadOnlyList<string> Texts, IReadOnlyList<int> Lengths, int Truncated, long Characters);
