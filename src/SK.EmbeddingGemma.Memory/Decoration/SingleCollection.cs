using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>Learns what a collection holds that was made before it is decorated.</summary>
internal static class SingleCollection
{
    private const string DecorateStore = "decorate the store it comes from, store.WithEmbeddingGemma(generator), and get the collection from that";

    /// <summary>Returns what the decorator needs to know.</summary>
    /// <exception cref="InvalidOperationException">It cannot be known, or the collection has a generator of its own that would be in the way.</exception>
    [RequiresDynamicCode("Reads the properties of a record type.")]
    [RequiresUnreferencedCode("Reads the properties of a record type.")]
    public static DecoratedModel ModelOf<TKey, TRecord>(
        VectorStoreCollection<TKey, TRecord> collection, VectorStoreCollectionDefinition? definition, StoreEmbedder embedder)
        where TKey : notnull
        where TRecord : class
    {
        var model = Find(collection, definition, embedder);
        if (model.TextProperty is { } text)
        {
            throw new InvalidOperationException(
                $"The vector property '{text}' of the collection '{collection.Name}' holds texts, which the collection's own generator embeds, without prompt and title: {DecorateStore}.");
        }

        return embedder.TitleProperty is { } title && !model.HasTitle
            ? throw new InvalidOperationException($"{nameof(EmbeddingGemmaStoreOptions.TitleProperty)} is '{title}', but the collection '{collection.Name}' has no data property of this name and of type string.")
            : model;
    }

    [RequiresDynamicCode("Reads the properties of a record type.")]
    [RequiresUnreferencedCode("Reads the properties of a record type.")]
    private static DecoratedModel Find<TKey, TRecord>(
        VectorStoreCollection<TKey, TRecord> collection, VectorStoreCollectionDefinition? definition, StoreEmbedder embedder)
        where TKey : notnull
        where TRecord : class
    {
        if (definition is null && collection.GetService(typeof(CollectionModel)) is CollectionModel shown)
            return DecoratedModel.OfCollection(shown, typeof(TRecord), embedder);

        var isDynamic = typeof(TRecord) == typeof(Dictionary<string, object?>);
        var hasAttributes = !isDynamic && Array.Exists(typeof(TRecord).GetProperties(), property => property.IsDefined(typeof(VectorStoreKeyAttribute), inherit: true));
        if (definition is null && !hasAttributes)
        {
            throw new InvalidOperationException(
                $"What the collection '{collection.Name}' holds cannot be known, because its records have no attributes: pass the definition it was made with, or {DecorateStore}.");
        }

        return isDynamic ? DecoratedModel.OfDefinition(definition!, embedder) : DecoratedModel.OfType(typeof(TRecord), typeof(TKey), definition, embedder);
    }
}
