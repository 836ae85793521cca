namespace SK.EmbeddingGemma;

/// <summary>What the texts of a data set are for, which decides their prompts.</summary>
public enum TrainingTask
{
    /// <summary>A query finds documents: the prompts of query and document.</summary>
    Retrieval,

    /// <summary>A question finds documents that answer it.</summary>
    QuestionAnswering,

    /// <summary>A claim finds documents that support or refute it.</summary>
    FactChecking,

    /// <summary>Words find code, which is a document.</summary>
    CodeRetrieval,

    /// <summary>Two sentences mean the same: the prompt of sentence similarity on both.</summary>
    SentenceSimilarity,

    /// <summary>Two texts are of one class: the prompt of classification on both.</summary>
    Classification,

    /// <summary>Two texts are of one topic: the prompt of clustering on both.</summary>
    Clustering,
}
