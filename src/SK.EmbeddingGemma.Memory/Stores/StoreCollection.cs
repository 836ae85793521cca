using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Stores;

/// <summary>What the collections of all stores do alike: they check what callers give, make its vectors, and leave the rest to the store. Thread-safe where the store's part is.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRecord">The type of records.</typeparam>
internal abstract class StoreCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>, IKeywordHybridSearchable<TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly VectorStoreCollectionMetadata _metadata;

    /// <param name="systemName">What the kind of store calls itself in metadata.</param>
    /// <param name="storeName">The store's name.</param>
    /// <param name="name">The collection's name.</param>
    /// <param name="model">What its records are.</param>
    /// <exception cref="NotSupportedException">A vector property has an unknown distance function.</exception>
    protected StoreCollection(string systemName, string? storeName, string name, CollectionModel model)
    {
        (Name, Model) = (name, model);
        _metadata = new() { VectorStoreSystemName = systemName, VectorStoreName = storeName, CollectionName = name };
        foreach (var property in model.VectorProperties)
            _ = VectorMeasure.For(property.DistanceFunction); // an unknown one is refused before anything is written
    }

    /// <inheritdoc/>
    public sealed override string Name { get; }

    /// <summary>Gets what the records are.</summary>
    protected CollectionModel Model { get; }

    /// <inheritdoc/>
    public sealed override async Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (await FindAsync([key], CheckedVectors(options?.IncludeVectors), cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <inheritdoc/>
    /// <remarks>All come from one state of the collection. Keys without a record are left out.</remarks>
    public sealed override async IAsyncEnumerable<TRecord> GetAsync(
        IEnumerable<TKey> keys, RecordRetrievalOptions? options = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var record in await FindAsync([.. keys], CheckedVectors(options?.IncludeVectors), cancellationToken).ConfigureAwait(false))
            yield return record;
    }

    /// <inheritdoc/>
    public sealed override async IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        foreach (var record in await FilterAsync(filter, top, options, CheckedVectors(options.IncludeVectors), cancellationToken).ConfigureAwait(false))
            yield return record;
    }

    /// <inheritdoc/>
    public sealed override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return UpsertAsync([record], cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>All records are written or, where one cannot be, none.</remarks>
    /// <exception cref="VectorSpaceMismatchException">The collection's vectors were made by another model.</exception>
    public sealed override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        object[] all = [.. records];
        if (all.Contains(null!))
            throw new ArgumentException("A record is null: leave it out.", nameof(records));
        cancellationToken.ThrowIfCancellationRequested();
        if (all.Length == 0)
            return;

        await CheckUpsertAsync(cancellationToken).ConfigureAwait(false);
        GenerateKeys(all);
        var vectors = await RecordVectors.FromAsync(Model, all, cancellationToken).ConfigureAwait(false);
        await WriteAsync(all, vectors, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public sealed override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return DeleteAsync([key], cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>All are deleted or none. Keys without a record are left out.</remarks>
    public sealed override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        object[] all = [.. keys];
        return all.Length == 0 ? Task.CompletedTask : RemoveAsync(all, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="VectorSpaceMismatchException">The collection's vectors were made by another model.</exception>
    public sealed override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var property = Model.GetVectorPropertyOrSingle(options);
        var includeVectors = CheckedVectors(options.IncludeVectors);
        var vector = await SearchVector.FromAsync(property, searchValue, cancellationToken).ConfigureAwait(false);
        var query = new VectorQuery(property, vector, top, options.Skip, options.ScoreThreshold, options.Filter, includeVectors);
        foreach (var result in await NearestAsync(query, cancellationToken).ConfigureAwait(false))
            yield return result;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The ranking by vector and the ranking by keywords (any may match, one of several words only as they stand) are merged by reciprocal rank fusion: scores are sums of
    /// 1 / (60 + rank), the higher the better. Keywords without a letter or a digit are left out.
    /// </remarks>
    public async IAsyncEnumerable<VectorSearchResult<TRecord>> HybridSearchAsync<TInput>(
        TInput searchValue, ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentNullException.ThrowIfNull(keywords);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var property = Model.GetVectorPropertyOrSingle(new VectorSearchOptions<TRecord> { VectorProperty = options.VectorProperty });
        var text = Model.GetFullTextDataPropertyOrSingle(options.AdditionalProperty);
        var includeVectors = CheckedVectors(options.IncludeVectors);
        string[] words = [.. keywords];
        var vector = await SearchVector.FromAsync(property, searchValue, cancellationToken).ConfigureAwait(false);
        var query = new HybridQuery(new(property, vector, top, options.Skip, options.ScoreThreshold, options.Filter, includeVectors), text, words);
        foreach (var result in await HybridAsync(query, cancellationToken).ConfigureAwait(false))
            yield return result;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(VectorStoreCollectionMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Finds the records with keys, in the order of these; those that there are.</summary>
    protected abstract Task<List<TRecord>> FindAsync(TKey[] keys, bool includeVectors, CancellationToken cancellationToken);

    /// <summary>Finds the records that pass a filter.</summary>
    protected abstract Task<List<TRecord>> FilterAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord> options, bool includeVectors, CancellationToken cancellationToken);

    /// <summary>Finds the records with the nearest vectors, the best first.</summary>
    /// <exception cref="VectorSpaceMismatchException">The collection's vectors were made by another model.</exception>
    protected abstract Task<List<VectorSearchResult<TRecord>>> NearestAsync(VectorQuery query, CancellationToken cancellationToken);

    /// <summary>Finds the best records of the two rankings together.</summary>
    /// <inheritdoc cref="NearestAsync"/>
    protected abstract Task<List<VectorSearchResult<TRecord>>> HybridAsync(HybridQuery query, CancellationToken cancellationToken);

    /// <summary>Refuses vectors of another model, before anything is embedded, which may take long.</summary>
    /// <exception cref="VectorSpaceMismatchException">The collection's vectors were made by another model.</exception>
    protected abstract Task CheckUpsertAsync(CancellationToken cancellationToken);

    /// <summary>Writes records, all or none, and refuses once more what <see cref="CheckUpsertAsync"/> does.</summary>
    protected abstract Task WriteAsync(object[] records, IReadOnlyList<RecordVectors> vectors, CancellationToken cancellationToken);

    /// <summary>Deletes the records with keys, all or none.</summary>
    protected abstract Task RemoveAsync(object[] keys, CancellationToken cancellationToken);

    private void GenerateKeys(object[] records)
    {
        if (Model.KeyProperty is not { IsAutoGenerated: true } key)
            return;
        foreach (var record in records)
        {
            if (key.GetValueAsObject(record) is not Guid value || value == Guid.Empty)
                key.SetValueAsObject(record, Guid.NewGuid()); // the caller learns it this way
        }
    }

    private bool CheckedVectors(bool? includeVectors) => includeVectors is true && Model.EmbeddingGenerationRequired
        ? throw new NotSupportedException(VectorDataStrings.IncludeVectorsNotSupportedWithEmbeddingGeneration)
        : includeVectors is true;
}
