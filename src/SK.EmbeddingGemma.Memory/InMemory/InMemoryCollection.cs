using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>A collection in memory, seen through a type of records. Thread-safe.</summary>
internal sealed partial class InMemoryCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>, IKeywordHybridSearchable<TRecord>, IReembedding<TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly MemoryCollections _collections;
    private readonly CollectionModel _model;
    private readonly CollectionSchema _schema;
    private readonly RecordMapper<TRecord> _mapper;
    private readonly RecordSearch<TRecord> _search;

    /// <param name="collections">Where the collection is kept.</param>
    /// <param name="name">Its name.</param>
    /// <param name="model">What its records are.</param>
    /// <exception cref="NotSupportedException">A vector property has an unknown distance function.</exception>
    public InMemoryCollection(MemoryCollections collections, string name, CollectionModel model)
    {
        _collections = collections;
        Name = name;
        _model = model;
        _schema = CollectionSchema.Of(model);
        _mapper = new(model);
        _search = new(model, _mapper);
    }

    /// <inheritdoc/>
    public override string Name { get; }

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
    public override Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        var includeVectors = AllowVectors(options?.IncludeVectors);
        return Task.FromResult(Data().Find(key) is { } stored ? _mapper.Create(stored, includeVectors) : null);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var includeVectors = AllowVectors(options?.IncludeVectors);
        foreach (var stored in _search.Filter(Data(), filter, options?.OrderBy, cancellationToken).Skip(options?.Skip ?? 0).Take(top))
            yield return _mapper.Create(stored, includeVectors);
        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return DeleteAsync([key], cancellationToken);
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        Data().Delete([.. keys.Cast<object>()]);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return UpsertAsync([record], cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        List<TRecord> batch = [.. records];
        if (batch.Contains(null!))
            throw new ArgumentException("A record is null: leave it out.", nameof(records));
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Count == 0)
            return;

        var data = Data();
        foreach (var property in Generated)
            data.Check(property, GeneratorSpace.Of(property)); // before anything is embedded, which may take long
        var vectors = await RecordVectors.FromAsync(_model, batch, cancellationToken).ConfigureAwait(false);
        foreach (var property in Generated)
            data.Enter(property, GeneratorSpace.Of(property));
        data.Upsert([.. batch.Select((record, place) => new StoredRecord(KeyOf(record), order: 0, _mapper.ReadData(record), RecordMapper<TRecord>.ReadVectors(record, place, vectors)))]);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var includeVectors = AllowVectors(options.IncludeVectors);
        var property = _model.GetVectorPropertyOrSingle(options);
        var vector = await VectorOfAsync(property, searchValue, cancellationToken).ConfigureAwait(false);
        foreach (var found in _search.Nearest(Data(), property, vector, options, top, cancellationToken))
            yield return new(_mapper.Create(found.Item, includeVectors), found.Score);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<VectorSearchResult<TRecord>> HybridSearchAsync<TInput>(
        TInput searchValue, ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentNullException.ThrowIfNull(keywords);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var includeVectors = AllowVectors(options.IncludeVectors);
        var property = _model.GetVectorPropertyOrSingle(new VectorSearchOptions<TRecord> { VectorProperty = options.VectorProperty });
        var text = _model.GetFullTextDataPropertyOrSingle(options.AdditionalProperty);
        var vector = await VectorOfAsync(property, searchValue, cancellationToken).ConfigureAwait(false);
        foreach (var found in _search.Hybrid(Data(), property, vector, text, keywords, options, top, cancellationToken))
            yield return new(_mapper.Create(found.Item, includeVectors), found.Score);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreCollectionMetadata) ? new VectorStoreCollectionMetadata { VectorStoreSystemName = MemoryCollections.SystemName, CollectionName = Name }
            : serviceType == typeof(CollectionModel) ? _model
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    private IEnumerable<VectorPropertyModel> Generated => _model.VectorProperties.Where(property => !SupportedTypes.IsVector(property.Type));

    private CollectionData Data() => _collections.Get(Name, _schema);

    private async ValueTask<ReadOnlyMemory<float>> VectorOfAsync(VectorPropertyModel property, object searchValue, CancellationToken cancellationToken)
    {
        var vector = await SearchVector.FromAsync(property, searchValue, cancellationToken).ConfigureAwait(false);
        var data = Data();
        data.RequireMigrated();
        data.Check(property, GeneratorSpace.Of(property));
        return vector;
    }

    private object KeyOf(TRecord record)
    {
        var key = _model.KeyProperty.GetValueAsObject(record);
        if (_model.KeyProperty.IsAutoGenerated && (key is null || (key is Guid guid && guid == Guid.Empty)))
        {
            key = Guid.NewGuid();
            _model.KeyProperty.SetValueAsObject(record, key); // the caller learns it this way
        }

        return key ?? throw new ArgumentException($"The key '{_model.KeyProperty.ModelName}' of a record is null: give each record a key.", nameof(record));
    }

    private bool AllowVectors(bool? includeVectors) =>
        includeVectors is true && _model.EmbeddingGenerationRequired
            ? throw new NotSupportedException(VectorDataStrings.IncludeVectorsNotSupportedWithEmbeddingGeneration)
            : includeVectors is true;
}
