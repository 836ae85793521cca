namespace SK.EmbeddingGemma.Cli;

/// <summary>Shows how far the embedding of each task is. Not thread-safe.</summary>
/// <param name="streams">Where to show it.</param>
internal sealed class EvalProgress(StandardStreams streams) : IProgress<EvaluationProgress>, IDisposable
{
    private string? _task;
    private IProgress<double>? _shown;

    /// <inheritdoc/>
    public void Report(EvaluationProgress value)
    {
        if (_task != value.Task)
        {
            Dispose();
            _task = value.Task;
            var activity = $"embedding {CellText.Escape(value.Task)}";
            _shown = streams.IsErrorTerminal ? new ProgressBar(activity, streams.Error, streams.Width) : new ProgressLines(activity, streams.Error, TimeProvider.System);
        }

        _shown?.Report((double)value.TextsDone / value.TextsTotal);
    }

    /// <summary>Takes back what is shown.</summary>
    public void Dispose() => (_shown as IDisposable)?.Dispose();
}
