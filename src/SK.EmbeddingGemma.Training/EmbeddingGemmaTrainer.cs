using SK.EmbeddingGemma.Runs;

namespace SK.EmbeddingGemma;

/// <summary>Trains models: fine-tunes one to a domain, or takes a stage of the paper's recipe (pre-finetuning, finetuning), which differ in data and settings alone.</summary>
public static class EmbeddingGemmaTrainer
{
    /// <summary>Trains a model and writes it.</summary>
    /// <param name="options">The settings, copied at once.</param>
    /// <param name="progress">What is told of each step; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Ends the run, after a state was kept where <see cref="TrainingOptions.CheckpointFolder"/> is set.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">Settings contradict each other.</exception>
    /// <exception cref="DllNotFoundException">There is no native libtorch.</exception>
    /// <exception cref="NotSupportedException">The model is of another architecture, or there is no such device.</exception>
    /// <exception cref="InvalidDataException">A file of data or of the model cannot be read, or checkpoints are of another run.</exception>
    /// <exception cref="InvalidOperationException">Training diverged.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    /// <remarks>One run at a time computes fastest: it takes all processors.</remarks>
    public static Task<TrainingResult> TrainAsync(TrainingOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.Clone();
        TrainingSettings.Require(settings);
        return Task.Run(() => TrainingRun.RunAsync(settings, progress, cancellationToken), cancellationToken);
    }
}
