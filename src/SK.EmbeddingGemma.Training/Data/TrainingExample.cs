namespace SK.EmbeddingGemma.Data;

/// <summary>A text and what belongs to it, with their prompts in front.</summary>
/// <param name="Query">The query.</param>
/// <param name="Positive">A text that is right for it.</param>
/// <param name="Negatives">Texts that seem right, but are not; may be empty.</param>
/// <param name="Group">What examples whose positives are right for each other's queries have in common, or <see langword="null"/>.</param>
internal sealed record TrainingExample(PromptedText Query, PromptedText Positive, IReadOnlyList<PromptedText> Negatives, string? Group);
