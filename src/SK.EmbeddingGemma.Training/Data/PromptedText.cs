namespace SK.EmbeddingGemma.Data;

/// <summary>A text with its prompt, which is resolved by each model for itself.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Text">The text.</param>
internal readonly record struct PromptedText(EmbeddingGemmaPrompt Prompt, string Text);
