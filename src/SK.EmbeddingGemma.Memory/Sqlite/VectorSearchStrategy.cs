namespace SK.EmbeddingGemma;

/// <summary>How a <see cref="SqliteVectorStore"/> finds the nearest vectors.</summary>
public enum VectorSearchStrategy
{
    /// <summary>Compares with every vector, read from the database: exact, no memory.</summary>
    Exact,

    /// <summary>
    /// Compares with a copy of all vectors in memory, in 8 bits a value (about 800 bytes for a vector of 768), and then the best of these exactly with what the
    /// database has. The copy is made by the first search and follows changes, those of other processes too. Hamming and Manhattan distances are searched exactly.
    /// </summary>
    TwoStage,
}
