namespace SK.EmbeddingGemma.Graphs;

/// <summary>Nothing can be written into the cache, not even an empty file.</summary>
internal sealed class UnwritableCacheException(string message, Exception? cause = null) : IOException(message, cause);
