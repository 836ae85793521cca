using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Generation;

namespace SK.EmbeddingGemma;

/// <summary>Views of a generator: the same model with other defaults.</summary>
/// <remarks>
/// A view fills in what a call leaves open, and passes on what it names. Of nested views the last applied wins. Disposing a
/// view does nothing; it is of use as long as the generator is, and may be used from several threads if that may.
/// </remarks>
public static class EmbeddingGemmaGeneratorExtensions
{
    /// <summary>Returns a view that embeds search queries.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is <see langword="null"/>.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> ForQueries(this IEmbeddingGenerator<string, Embedding<float>> generator) =>
        generator.WithPrompt(EmbeddingGemmaPrompt.Query);

    /// <summary>Returns a view that embeds documents.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="title">The title that the documents share; <see langword="null"/> or white space where they have none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is <see langword="null"/>.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> ForDocuments(this IEmbeddingGenerator<string, Embedding<float>> generator, string? title = null) =>
        generator.WithPrompt(EmbeddingGemmaPrompt.Document(title));

    /// <summary>Returns a view that embeds with a prompt.</summary>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> WithPrompt(this IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingGemmaPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(prompt);
        return new GeneratorView(generator, new(prompt, Dimensions: null));
    }

    /// <summary>Returns a view that cuts vectors.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="dimensions">The length of a vector in floats: 1 to the model's width.</param>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is less than 1. More than the model has fails in the call.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> WithDimensions(this IEmbeddingGenerator<string, Embedding<float>> generator, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        return new GeneratorView(generator, new(Prompt: null, dimensions));
    }
}
