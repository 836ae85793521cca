namespace SK.EmbeddingGemma.Cli;

/// <summary>A text and its vector. Immutable.</summary>
/// <param name="Input">The text.</param>
/// <param name="Tokens">What the model was fed.</param>
/// <param name="Vector">The vector.</param>
internal sealed record EmbeddedText(InputText Input, PromptedTokens Tokens, ReadOnlyMemory<float> Vector);
