namespace SK.EmbeddingGemma;

/// <summary>How far an ingestion is. Immutable.</summary>
/// <param name="Source">The file that was dealt with last: its path in the folder.</param>
/// <param name="FilesDone">The files that were dealt with.</param>
/// <param name="FilesFound">The files that were found so far; all of them when the first is reported.</param>
/// <param name="ChunksStored">The chunks that were embedded and stored.</param>
public sealed record IngestionProgress(string Source, int FilesDone, int FilesFound, int ChunksStored);
