using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Stores;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>A collection in memory, seen through a type of records. Thread-safe.</summary>
internal sealed partial class InMemoryCollection<TKey, TRecord> : StoreCollection<TKey, TRecord>, IReembedding<TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly MemoryCollections _collections;
    private readonly CollectionSchema _schema;
    private readonly RecordMapper<TRecord> _mapper;
    private readonly RecordSearch<TRecord> _search;

    /// <param name="collections">Where the collection is kept.</param>
    /// <param name="name">Its name.</param>
    /// <param name="model">What its records are.</param>
    /// <exception cref="NotSupportedException">A vector property has an unknown distance function.</exception>
    public InMemoryCollection(MemoryCollections collections, string name, CollectionModel model)
        : base(MemoryCollections.SystemName, storeName: null, name, model)
    {
        _collections = collections;
        _schema = CollectionSchema.Of(model);
        _mapper = new(model);
        _search = new(model, _mapper);
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_collections.Find(Name) is not null);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _collections.GetOrAdd(Name, _schema);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _collections.Remove(Name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(CollectionModel) && serviceKey is null ? Model : base.GetService(serviceType, serviceKey);

    /// <inheritdoc/>
    protected override Task<List<TRecord>> FindAsync(TKey[] keys, bool includeVectors, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var data = Data();
        return Task.FromResult(keys.Select(key => data.Find(key)).OfType<StoredRecord>().Select(stored => _mapper.Create(stored, includeVectors)).ToList());
    }

    /// <inheritdoc/>
    protected override Task<List<TRecord>> FilterAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord> options, bool includeVectors, CancellationToken cancellationToken)
    {
        var passing = _search.Filter(Data(), filter, options.OrderBy, cancellationToken).Skip(options.Skip).Take(top);
        return Task.FromResult(passing.Select(stored => _mapper.Create(stored, includeVectors)).ToList());
    }

    /// <inheritdoc/>
    protected override Task<List<VectorSearchResult<TRecord>>> NearestAsync(VectorQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(Results(_search.Nearest(SearchableData(query.Property), query, cancellationToken), query.IncludeVectors));

    /// <inheritdoc/>
    protected override Task<List<VectorSearchResult<TRecord>>> HybridAsync(HybridQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(Results(_search.Hybrid(SearchableData(query.Search.Property), query, cancellationToken), query.Search.IncludeVectors));

    /// <inheritdoc/>
    protected override Task CheckUpsertAsync(CancellationToken cancellationToken)
    {
        var data = Data();
        foreach (var property in Generated)
            data.Check(property, GeneratorSpace.Of(property));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task WriteAsync(object[] records, IReadOnlyList<RecordVectors> vectors, CancellationToken cancellationToken)
    {
        var data = Data();
        foreach (var property in Generated)
            data.Enter(property, GeneratorSpace.Of(property));
        data.Upsert([.. records.Cast<TRecord>().Select((record, place) => new StoredRecord(KeyOf(record), order: 0, _mapper.ReadData(record), RecordMapper<TRecord>.ReadVectors(record, place, vectors)))]);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task RemoveAsync(object[] keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Data().Delete(keys);
        return Task.CompletedTask;
    }

    private IEnumerable<VectorPropertyModel> Generated => Model.VectorProperties.Where(VectorSpaceGuard.IsGuarded);

    private CollectionData Data() => _collections.Get(Name, _schema);

    private CollectionData SearchableData(VectorPropertyModel property)
    {
        var data = Data();
        data.RequireMigrated();
        data.Check(property, GeneratorSpace.Of(property));
        return data;
    }

    private List<VectorSearchResult<TRecord>> Results(IEnumerable<ScoredItem<StoredRecord>> found, bool includeVectors) =>
        [.. found.Select(item => new VectorSearchResult<TRecord>(_mapper.Create(item.Item, includeVectors), item.Score))];

    private object KeyOf(TRecord record) => Model.KeyProperty.GetValueAsObject(record)
        ?? throw new ArgumentException($"The key '{Model.KeyProperty.ModelName}' of a record is null: give each record a key.", nameof(record));
}
