using SK.EmbeddingGemma.Souping;

namespace SK.EmbeddingGemma;

/// <summary>Trains one model for each of several mixtures of the same data sets, drawn from a Dirichlet distribution, and averages them.</summary>
public static class MixtureSearch
{
    /// <summary>Searches.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Ends it; what was trained stays.</param>
    /// <exception cref="ArgumentException">There are fewer than two data sets, nothing to measure on, or no folder to work in.</exception>
    /// <exception cref="DllNotFoundException">There is no native libtorch.</exception>
    /// <exception cref="InvalidDataException">A file of data or of the model cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static Task<MixtureSearchResult> SearchAsync(MixtureSearchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Training.Data.Count < 2)
            throw new ArgumentException("There are fewer than two data sets, which cannot be mixed: name two at least.", nameof(options));
        if (options.Training.EvaluationFolder is null)
            throw new ArgumentException("There is nothing to measure mixtures on: set Training.EvaluationFolder.", nameof(options));
        if (string.IsNullOrWhiteSpace(options.WorkFolder))
            throw new ArgumentException("There is no folder to work in: name one.", nameof(options));
        return MixtureTrials.RunAsync(options, cancellationToken);
    }
}
