using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>A collection that embeds what is stored as documents and what is searched for as a query. Owns the inner collection, not the generator; as thread-safe as both.</summary>
internal class DecoratedCollection<TKey, TRecord>(VectorStoreCollection<TKey, TRecord> inner, DecoratedModel model) : VectorStoreCollection<TKey, TRecord>
    where TKey : notnull
    where TRecord : class
{
    /// <inheritdoc/>
    public override string Name => inner.Name;

    /// <summary>Gets what the decorator knows of the records.</summary>
    protected DecoratedModel Model { get; } = model;

    /// <summary>Decorates a collection; the result has hybrid search exactly where the inner collection has.</summary>
    public static DecoratedCollection<TKey, TRecord> Create(VectorStoreCollection<TKey, TRecord> inner, DecoratedModel model)
    {
        var hybrid = inner as IKeywordHybridSearchable<TRecord> ?? inner.GetService(typeof(IKeywordHybridSearchable<TRecord>)) as IKeywordHybridSearchable<TRecord>;
        return hybrid is null ? new DecoratedCollection<TKey, TRecord>(inner, model) : new DecoratedHybridCollection<TKey, TRecord>(inner, hybrid, model);
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => inner.CollectionExistsAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        if (Model.Properties.Count > 0)
            await Model.Embedder.EnsureSpaceAsync(cancellationToken).ConfigureAwait(false);
        await inner.EnsureCollectionExistsAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => inner.EnsureCollectionDeletedAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = default, CancellationToken cancellationToken = default) =>
        inner.GetAsync(key, options, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<TRecord> GetAsync(IEnumerable<TKey> keys, RecordRetrievalOptions? options = default, CancellationToken cancellationToken = default) =>
        inner.GetAsync(keys, options, cancellationToken);

    /// <inheritdoc/>
    public override IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, CancellationToken cancellationToken = default) =>
        inner.GetAsync(filter, top, options, cancellationToken);

    /// <inheritdoc/>
    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    /// <inheritdoc/>
    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default) => inner.DeleteAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public override async Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        HandOut(await Model.PrepareAsync([record], cancellationToken).ConfigureAwait(false));
        await inner.UpsertAsync(record, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        List<TRecord> batch = [.. records]; // read here and by the store
        HandOut(await Model.PrepareAsync(batch, cancellationToken).ConfigureAwait(false));
        await inner.UpsertAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        return searchValue is string text && Model.Find(options?.VectorProperty) is { } property
            ? SearchTextAsync(property, text, vector => inner.SearchAsync(vector, top, options, cancellationToken), cancellationToken)
            : inner.SearchAsync(searchValue, top, options, cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? inner.GetService(serviceType, serviceKey)
            : serviceType.IsInstanceOfType(this) ? this
            : Model.GetService(serviceType) ?? inner.GetService(serviceType);
    }

    /// <summary>Embeds a text as a query and searches with the vector.</summary>
    protected async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchTextAsync(
        DecoratedProperty property,
        string text,
        Func<ReadOnlyMemory<float>, IAsyncEnumerable<VectorSearchResult<TRecord>>> search,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var vector = await Model.Embedder.EmbedQueryAsync(text, property.Property.Dimensions, cancellationToken).ConfigureAwait(false);
        await foreach (var result in search(vector).WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return result;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Hands embeddings to the generators that the inner store asks; the asynchronous method that calls this takes them away again when it ends.</summary>
    private static void HandOut(IEnumerable<(DocumentGenerator Generator, PreparedEmbeddings Embeddings)> prepared)
    {
        foreach (var (generator, embeddings) in prepared)
            generator.Prepared = embeddings;
    }
}
