namespace SK.EmbeddingGemma.Tokenization;

/// <summary>What another implementation has to know of a token to find it in texts.</summary>
/// <param name="Text">The text, with spaces as U+2581.</param>
/// <param name="Kind">What the token stands for.</param>
/// <param name="Rank">The rank of the first merge that makes it, 0 or greater; <see langword="null"/> where none does.</param>
internal readonly record struct VocabularyToken(string Text, VocabularyTokenKind Kind, int? Rank);
