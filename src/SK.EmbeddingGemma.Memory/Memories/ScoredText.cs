namespace SK.EmbeddingGemma.Memories;

/// <summary>A text that was found. Immutable.</summary>
/// <param name="Text">The text with its score.</param>
/// <param name="Vector">Its vector, where it was asked for.</param>
internal sealed record ScoredText(RecalledText Text, ReadOnlyMemory<float> Vector);
