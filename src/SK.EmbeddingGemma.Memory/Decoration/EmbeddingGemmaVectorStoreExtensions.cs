using Microsoft.Extensions.AI;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Decoration;

namespace Microsoft.Extensions.VectorData;

/// <summary>Lets vector stores embed with EmbeddingGemma: what is stored as documents, what is searched for as a query.</summary>
/// <remarks>
/// A store asks its generator for vectors without saying what they are for, so that by itself it neither uses the prompts that the model was trained with nor asks for as many
/// dimensions as the schema says. A decorated one does, in every collection, dynamic ones included. It owns what it decorates, never the generator, and is as thread-safe as both.
/// Generators that a definition or a property names win; vectors pass through as they are.
/// </remarks>
public static class EmbeddingGemmaVectorStoreExtensions
{
    /// <summary>Returns a store whose collections embed with EmbeddingGemma.</summary>
    /// <param name="store">The store. Disposing the result disposes it.</param>
    /// <param name="generator">The generator, with whatever stages around it. It stays the caller's.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <returns>The decorated store. The vector properties of its collections that are of type <see cref="string"/> need no generator of their own.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> or <paramref name="generator"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="generator"/> is of another model, and the options do not allow it.</exception>
    public static VectorStore WithEmbeddingGemma(
        this VectorStore store, IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingGemmaStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(generator);
        return new DecoratedVectorStore(store, new(generator, options));
    }
}
