using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Mining;

namespace SK.EmbeddingGemma;

/// <summary>Finds texts that seem right for a query, but are not, among the positives of other examples.</summary>
public static class HardNegatives
{
    /// <summary>Writes a data set again, with hard negatives in place of those that it had.</summary>
    /// <param name="generator">What embeds, as an <see cref="EmbeddingGemmaGenerator"/>. It is not disposed.</param>
    /// <param name="set">The data set: pairs.</param>
    /// <param name="output">The file to write, in the same layout.</param>
    /// <param name="options">The settings; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends it, and leaves nothing behind.</param>
    /// <returns>The number of negatives that were found.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="InvalidDataException">A line of the file is no example, or has a label: those need no mining.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static Task<int> MineAsync(IEmbeddingGenerator<string, Embedding<float>> generator, TrainingDataSet set, string output, HardNegativeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentException.ThrowIfNullOrWhiteSpace(output);
        return NegativeMining.RunAsync(generator, set, output, options ?? new(), cancellationToken);
    }
}
