namespace SK.EmbeddingGemma.Memories;

/// <summary>What the store knows of a document that is wholly in it. Immutable.</summary>
/// <param name="Key">The document's key.</param>
/// <param name="Hash">The hash of its text, its division and the model.</param>
/// <param name="Count">The number of its parts.</param>
internal sealed record StoredDocument(string Key, string Hash, int Count);
