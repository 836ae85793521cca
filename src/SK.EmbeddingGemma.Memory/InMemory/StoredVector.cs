namespace SK.EmbeddingGemma.InMemory;

/// <summary>A vector as it is kept, which nobody changes, and the text it was made of, or <see langword="null"/> where the caller made it.</summary>
internal sealed record StoredVector(float[] Values, string? Text);
