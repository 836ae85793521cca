using SK.EmbeddingGemma.Pretraining;

namespace SK.EmbeddingGemma;

/// <summary>Makes models of any size from the beginning, to be trained to embed by <see cref="EmbeddingGemmaTrainer"/>.</summary>
public static class EmbeddingGemmaPretrainer
{
    /// <summary>Makes a model and writes it.</summary>
    /// <param name="options">The settings, copied at once.</param>
    /// <param name="progress">What is told of each step; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The model, in its folder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">There are no texts, no folder to write to, or sizes that do not fit together.</exception>
    /// <exception cref="DllNotFoundException">There is no native libtorch.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static Task<EmbeddingGemmaModel> PretrainAsync(PretrainingOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.Clone();
        return Task.Run(() => PretrainingRun.RunAsync(settings, progress, cancellationToken), cancellationToken);
    }
}
