namespace SK.EmbeddingGemma;

/// <summary>How a <see cref="PostgresVectorStore"/> keeps vectors.</summary>
public enum PostgresVectorFormat
{
    /// <summary>As <c>vector</c> of the extension pgvector, which compares in the database and has indexes (HNSW).</summary>
    Pgvector,

    /// <summary>
    /// As <c>real[]</c>, without an extension. A search reads the vectors of all records that the filter leaves, and compares them in this process: exact, for tens of thousands of them. Where pgvector
    /// comes later, such a column is cast to it.
    /// </summary>
    RealArray,
}
