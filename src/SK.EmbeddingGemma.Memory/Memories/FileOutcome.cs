namespace SK.EmbeddingGemma.Memories;

/// <summary>What came of reading a file: a document to store, or why not; neither where it is stored already. Immutable.</summary>
/// <param name="Source">Its path in the folder.</param>
/// <param name="Document">The document, or <see langword="null"/>.</param>
/// <param name="Skip">Why there is none, or <see langword="null"/>.</param>
/// <param name="Stored">What is stored of it, or <see langword="null"/>.</param>
internal sealed record FileOutcome(string Source, MemoryDocument? Document, SkipReason? Skip, StoredDocument? Stored);
