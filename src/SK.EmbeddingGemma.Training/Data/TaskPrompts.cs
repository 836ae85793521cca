namespace SK.EmbeddingGemma.Data;

/// <summary>The prompts of a task, as the model card has them.</summary>
internal static class TaskPrompts
{
    /// <summary>Returns the prompt of the first text of an example.</summary>
    public static EmbeddingGemmaPrompt OfQuery(TrainingTask task) => task switch
    {
        TrainingTask.Retrieval => EmbeddingGemmaPrompt.Query,
        TrainingTask.QuestionAnswering => EmbeddingGemmaPrompt.QuestionAnswering,
        TrainingTask.FactChecking => EmbeddingGemmaPrompt.FactChecking,
        TrainingTask.CodeRetrieval => EmbeddingGemmaPrompt.CodeRetrieval,
        TrainingTask.SentenceSimilarity => EmbeddingGemmaPrompt.SentenceSimilarity,
        TrainingTask.Classification => EmbeddingGemmaPrompt.Classification,
        TrainingTask.Clustering => EmbeddingGemmaPrompt.Clustering,
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, "The task is not defined."),
    };

    /// <summary>Returns the prompt of a text that is right or wrong for the first.</summary>
    public static EmbeddingGemmaPrompt OfDocument(TrainingTask task, string? title) =>
        task is TrainingTask.SentenceSimilarity or TrainingTask.Classification or TrainingTask.Clustering ? OfQuery(task) : EmbeddingGemmaPrompt.Document(title);
}
