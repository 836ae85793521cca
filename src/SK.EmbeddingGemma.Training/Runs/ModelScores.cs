using SK.EmbeddingGemma.Export;
using SK.EmbeddingGemma.Modules;

namespace SK.EmbeddingGemma.Runs;

/// <summary>Measures a model in training, as the engine computes it and the evaluation package scores it.</summary>
internal static class ModelScores
{
    /// <summary>Returns the scores at the whole length of vectors, by the task's name.</summary>
    /// <exception cref="InvalidDataException">There is no such task.</exception>
    public static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(ModelBlueprint blueprint, WeightSet weights, TrainingOptions options, CancellationToken cancellationToken)
    {
        var found = await EvaluationTask.FindAsync(options.EvaluationFolder!, cancellationToken).ConfigureAwait(false);
        var missing = options.EvaluationTasks.FirstOrDefault(name => found.All(task => task.Name != name));
        if (missing is not null || found.Count == 0)
            throw new InvalidDataException($"{options.EvaluationFolder} has no task {missing}: there are {string.Join(", ", found.Select(task => task.Name))}.");
        var folder = Directory.CreateTempSubdirectory("embeddinggemma-training-");
        try
        {
            var path = Path.Combine(folder.FullName, "model");
            ModelFolder.Write(blueprint, weights, path, overwrites: false);
            using var generator = new EmbeddingGemmaGenerator(new()
            {
                Model = EmbeddingGemmaModel.FromDirectory(path),
                Precision = options.Quantization ?? EmbeddingGemmaPrecision.Float32,
                CacheDirectory = Path.Combine(folder.FullName, "cache"),
                MaxTokens = Math.Min(blueprint.MaxTokens, Math.Max(options.MaxTokens, 512)),
            });
            var scores = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var task in found.Where(task => options.EvaluationTasks.Count == 0 || options.EvaluationTasks.Contains(task.Name, StringComparer.Ordinal)))
            {
                await foreach (var result in new EmbeddingGemmaEvaluator(generator).EvaluateAsync(task, cancellationToken).ConfigureAwait(false))
                    scores[task.Name] = result.MainScore;
            }

            return scores;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
