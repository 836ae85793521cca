namespace SK.EmbeddingGemma.Memories;

/// <summary>Files whose parts are being embedded. Immutable.</summary>
/// <param name="Files">The files, each with a document.</param>
/// <param name="Vectors">The vectors of each one's parts.</param>
internal sealed record EmbeddedFiles(List<FileOutcome> Files, Task<IReadOnlyList<IReadOnlyList<ReadOnlyMemory<float>>>> Vectors);
