namespace SK.EmbeddingGemma;

/// <summary>What a task of an evaluation measures; the types and main metrics are MTEB's.</summary>
public enum EvaluationTaskType
{
    /// <summary>Semantic textual similarity: Spearman's correlation of cosines with people's scores.</summary>
    Sts,

    /// <summary>Pairs that belong together or not: average precision of cosines.</summary>
    PairClassification,

    /// <summary>Queries and a corpus: nDCG@10.</summary>
    Retrieval,

    /// <summary>Questions in words whose answer is code: nDCG@10.</summary>
    CodeRetrieval,

    /// <summary>A query and a few candidates: mean average precision.</summary>
    Reranking,

    /// <summary>Labels learnt by logistic regression on frozen vectors: accuracy.</summary>
    Classification,

    /// <summary>Groups found by mini-batch k-means: V-measure.</summary>
    Clustering,

    /// <summary>Sentences and their translations: F1 of the nearest.</summary>
    BitextMining,

    /// <summary>Machine summaries beside people's: Spearman's correlation with people's scores.</summary>
    Summarization,
}
