namespace SK.EmbeddingGemma.Graphs;

/// <summary>A file of the conversion could not be written to its end, for example because the disk is full.</summary>
internal sealed class UnwrittenFileException(Exception cause) : IOException(cause.Message, cause);
