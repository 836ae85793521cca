namespace SK.EmbeddingGemma.Comparison;

/// <summary>The scores of a task.</summary>
/// <param name="Main">The name of the main one.</param>
/// <param name="Values">All of them by name.</param>
/// <param name="Sample">What the main one is made of.</param>
internal sealed record TaskScores(string Main, IReadOnlyDictionary<string, double> Values, EvaluationSample Sample);
