using SK.EmbeddingGemma.Souping;

namespace SK.EmbeddingGemma;

/// <summary>Makes one model of several that were trained from the same one, by averaging their weights (arXiv 2203.05482), as EmbeddingGemma was made of a checkpoint a mixture (arXiv 2509.20354).</summary>
public static class ModelSoup
{
    /// <summary>Averages models and writes the result.</summary>
    /// <param name="models">Directories of models with the same architecture, one at least.</param>
    /// <param name="output">The folder to write, which appears when it is whole.</param>
    /// <param name="overwrites">Whether a model that is there is replaced.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing behind.</param>
    /// <returns>The model, in its folder.</returns>
    /// <exception cref="ArgumentException">There are no models, or they differ in architecture or tokenizer.</exception>
    /// <exception cref="DllNotFoundException">There is no native libtorch.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static Task<EmbeddingGemmaModel> AverageAsync(IReadOnlyList<EmbeddingGemmaModel> models, string output, bool overwrites = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentException.ThrowIfNullOrWhiteSpace(output);
        if (models.Count == 0)
            throw new ArgumentException("There is no model to average: give one at least.", nameof(models));
        return Task.Run(() => WeightMean.Write(models, output, overwrites, cancellationToken), cancellationToken);
    }
}
