namespace SK.EmbeddingGemma.Cli;

/// <summary>Measures the model that training starts from, to compare with.</summary>
internal static class TrainScores
{
    /// <summary>Returns its scores at the whole length of vectors, by the task's name.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(TrainingOptions options, CancellationToken cancellationToken)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        using var generator = new EmbeddingGemmaGenerator(new() { Model = options.Model, Precision = options.Quantization ?? EmbeddingGemmaPrecision.Float32, MaxTokens = Math.Max(options.MaxTokens, 512) });
        foreach (var task in await EvaluationTask.FindAsync(options.EvaluationFolder!, cancellationToken))
        {
            await foreach (var result in new EmbeddingGemmaEvaluator(generator).EvaluateAsync(task, cancellationToken))
                scores[task.Name] = result.MainScore;
        }

        return scores;
    }
}
