namespace SK.EmbeddingGemma;

/// <summary>What finds the documents of a retrieval task.</summary>
public enum EvaluationSearch
{
    /// <summary>Every document is compared, without a store: the reference.</summary>
    BruteForce,

    /// <summary>An <see cref="InMemoryVectorStore"/>.</summary>
    InMemory,

    /// <summary>A <see cref="SqliteVectorStore"/> that compares every vector.</summary>
    Exact,

    /// <summary>A <see cref="SqliteVectorStore"/> with a first stage in 8 bits.</summary>
    TwoStage,
}
