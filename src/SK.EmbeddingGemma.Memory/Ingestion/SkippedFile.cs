namespace SK.EmbeddingGemma;

/// <summary>A file that was not ingested. Immutable.</summary>
/// <param name="Source">Its path in the folder, with <c>/</c> between the parts.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedFile(string Source, SkipReason Reason);
