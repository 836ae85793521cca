namespace SK.EmbeddingGemma;

/// <summary>How far the embedding of a task's texts is.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="TextsDone">The texts whose vectors are there, those of the cache among them.</param>
/// <param name="TextsTotal">All different texts of the task.</param>
public sealed record EvaluationProgress(string Task, int TextsDone, int TextsTotal);
