using SK.EmbeddingGemma;

namespace Recipe;

/// <summary>Measures models as the evaluation package does, on test splits.</summary>
internal sealed class Scores
{
    private readonly List<EvaluationTask> _tasks;

    private Scores(List<EvaluationTask> tasks) => _tasks = tasks;

    /// <summary>Gets the names of the scores.</summary>
    public IReadOnlyList<string> Names => [.. _tasks.Select(task => task.Name)];

    /// <summary>Finds the tasks.</summary>
    public static async Task<Scores> OpenAsync(string source)
    {
        var found = await EvaluationTask.FindAsync(source);
        return new([.. found.Where(task => task.Name is "stsb.en" or "banking77")]);
    }

    /// <summary>Returns a model's scores, in points of 100, at the whole length of its vectors.</summary>
    public async Task<IReadOnlyList<double>> OfAsync(EmbeddingGemmaModel model, EmbeddingGemmaPrecision precision = EmbeddingGemmaPrecision.Float32)
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = model, Precision = precision, MaxTokens = 256 });
        var evaluator = new EmbeddingGemmaEvaluator(generator);
        var scores = new List<double>();
        foreach (var task in _tasks)
        {
            await foreach (var result in evaluator.EvaluateAsync(task))
                scores.Add(100 * result.MainScore);
        }

        return scores;
    }
}
