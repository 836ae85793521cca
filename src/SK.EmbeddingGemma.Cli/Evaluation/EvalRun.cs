namespace SK.EmbeddingGemma.Cli;

/// <summary>Evaluates models in number formats, one after another, and compares each with the first.</summary>
/// <param name="request">What is to be measured.</param>
/// <param name="settings">What the common options say.</param>
/// <param name="streams">The standard streams.</param>
internal sealed class EvalRun(EvalRequest request, CommonSettings settings, StandardStreams streams)
{
    /// <summary>Gets whether there is more than one to compare.</summary>
    public bool Compares => Configurations().Skip(1).Any();

    /// <summary>Evaluates all tasks with each; the first model's results come first.</summary>
    public async IAsyncEnumerable<EvalRow> RunAsync(IReadOnlyList<EvaluationTask> tasks, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = new List<EvaluationResult>();
        foreach (var (configuration, isFirst) in Configurations().Select((configuration, i) => (configuration, i == 0)))
        {
            using var model = EvalModel.Open(request, configuration, streams);
            foreach (var task in tasks)
            {
                await foreach (var result in model.Evaluator.EvaluateAsync(task, cancellationToken))
                {
                    if (isFirst)
                        first.Add(result);
                    yield return new(result, isFirst ? null : Compare(first, result, cancellationToken));
                }
            }
        }
    }

    /// <summary>Measures relevance with each model and number format.</summary>
    public async IAsyncEnumerable<CalibrationRow> CalibrateAsync(IReadOnlyList<EvaluationTask> tasks, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var configuration in Configurations())
        {
            using var model = EvalModel.Open(request, configuration, streams);
            foreach (var measurement in await model.Evaluator.MeasureRelevanceAsync(tasks, cancellationToken))
                yield return new(model.Space, measurement);
        }
    }

    // Models may have other lengths of vectors: what only one of them has is not compared.
    private static EvaluationComparison? Compare(List<EvaluationResult> first, EvaluationResult second, CancellationToken cancellationToken) =>
        first.FirstOrDefault(result => result.Task == second.Task && result.Dimensions == second.Dimensions) is { } other
            ? EvaluationComparison.Create(other, second, cancellationToken)
            : null;

    private IEnumerable<CommonSettings> Configurations()
    {
        foreach (var model in request.Compare is { } other ? [settings.Model, other] : new[] { settings.Model })
        {
            foreach (var precision in request.Precisions)
                yield return settings with { Model = model, Precision = precision };
        }
    }
}
