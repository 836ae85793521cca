using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Decoration;

namespace Microsoft.Extensions.VectorData;

/// <summary>Lets a single collection embed with EmbeddingGemma what is searched for.</summary>
public static class EmbeddingGemmaVectorStoreCollectionExtensions
{
    /// <summary>Returns a collection that embeds what is searched for with EmbeddingGemma. Decorating the store does more: prefer it.</summary>
    /// <typeparam name="TKey">The type of the key.</typeparam>
    /// <typeparam name="TRecord">The type of the records.</typeparam>
    /// <param name="collection">The collection, whose records hold vectors. Disposing the result disposes it.</param>
    /// <param name="generator">The generator, with whatever stages around it. It stays the caller's.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <param name="definition">The definition that the collection was made with; <see langword="null"/> where the record type's attributes say it all.</param>
    /// <exception cref="ArgumentNullException"><paramref name="collection"/> or <paramref name="generator"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="generator"/> is of another model, and the options do not allow it.</exception>
    /// <exception cref="InvalidOperationException">
    /// Records hold texts: the collection already has a generator for them, which cannot be replaced; or what it holds cannot be known; or <see cref="EmbeddingGemmaStoreOptions.TitleProperty"/> names no data property of it.
    /// </exception>
    [RequiresDynamicCode("Reads the properties of a record type. Decorate the store, and use GetDynamicCollection().")]
    [RequiresUnreferencedCode("Reads the properties of a record type. Decorate the store, and use GetDynamicCollection().")]
    public static VectorStoreCollection<TKey, TRecord> WithEmbeddingGemma<TKey, TRecord>(
        this VectorStoreCollection<TKey, TRecord> collection,
        IEmbeddingGenerator<string, Embedding<float>> generator,
        EmbeddingGemmaStoreOptions? options = null,
        VectorStoreCollectionDefinition? definition = null)
        where TKey : notnull
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(generator);
        return DecoratedCollection<TKey, TRecord>.Create(collection, SingleCollection.ModelOf(collection, definition, new(generator, options)));
    }
}
