namespace SK.EmbeddingGemma;

/// <summary>How far the download of a model is.</summary>
/// <param name="File">The path of the file that is being fetched, in the model's repository.</param>
/// <param name="BytesDone">The bytes that are there, of all files, those of an earlier, interrupted download included. It shrinks where bytes turned out to be damaged.</param>
/// <param name="BytesTotal">The bytes of all files that were missing when the download began.</param>
public sealed record EmbeddingGemmaDownloadProgress(string File, long BytesDone, long BytesTotal);
