using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>A store whose collections are decorated. Owns the inner store, not the generator; as thread-safe as both.</summary>
internal sealed class DecoratedVectorStore(VectorStore inner, StoreEmbedder embedder) : VectorStore
{
    /// <inheritdoc/>
    [RequiresDynamicCode("This API is not compatible with NativeAOT. For dynamic mapping via Dictionary<string, object?>, use GetDynamicCollection() instead.")]
    [RequiresUnreferencedCode("This API is not compatible with trimming. For dynamic mapping via Dictionary<string, object?>, use GetDynamicCollection() instead.")]
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
            return GetUntypedCollection<TKey, TRecord>(name, definition);

        var model = DecoratedModel.OfType(typeof(TRecord), typeof(TKey), definition, embedder);
        return DecoratedCollection<TKey, TRecord>.Create(inner.GetCollection<TKey, TRecord>(name, DecoratedDefinition.Create(model, definition)), model);
    }

    /// <inheritdoc/>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(definition);
        var model = DecoratedModel.OfDefinition(definition, embedder);
        return DecoratedCollection<object, Dictionary<string, object?>>.Create(inner.GetDynamicCollection(name, DecoratedDefinition.Create(model, definition)), model);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default) => inner.ListCollectionNamesAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => inner.CollectionExistsAsync(name, cancellationToken);

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) => inner.EnsureCollectionDeletedAsync(name, cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? inner.GetService(serviceType, serviceKey)
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(EmbeddingGemmaSpace) ? embedder.TryGetSpace()
            : typeof(IEmbeddingGenerator).IsAssignableFrom(serviceType) && embedder.GetGenerator(serviceType) is { } generator ? generator
            : inner.GetService(serviceType);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Most stores refuse dictionaries here and say what to call instead; of those that take them the definition tells the vectors.</summary>
    [RequiresDynamicCode("This API is not compatible with NativeAOT. For dynamic mapping via Dictionary<string, object?>, use GetDynamicCollection() instead.")]
    [RequiresUnreferencedCode("This API is not compatible with trimming. For dynamic mapping via Dictionary<string, object?>, use GetDynamicCollection() instead.")]
    private DecoratedCollection<TKey, TRecord> GetUntypedCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition)
        where TKey : notnull
        where TRecord : class
    {
        if (definition is null)
        {
            throw new NotSupportedException(
                $"The collection '{name}' of dictionaries has no definition, so its vectors are not known: call {nameof(GetDynamicCollection)} with one.");
        }

        var model = DecoratedModel.OfDefinition(definition, embedder);
        return DecoratedCollection<TKey, TRecord>.Create(inner.GetCollection<TKey, TRecord>(name, DecoratedDefinition.Create(model, definition)), model);
    }
}
