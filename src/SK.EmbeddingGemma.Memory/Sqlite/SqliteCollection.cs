using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Sqlite;

namespace SK.EmbeddingGemma;

/// <summary>A collection of a <see cref="SqliteVectorStore"/>, which gives it. Thread-safe. Disposing it does nothing: connections are the store's.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRecord">The type of records.</typeparam>
internal sealed partial class SqliteCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>, IKeywordHybridSearchable<TRecord>, IReembedding<TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly SqliteDatabase _database;
    private readonly CollectionModel _model;
    private readonly CollectionSchema _schema;
    private readonly VectorSpaces _spaces;
    private readonly SqliteVectorStoreOptions _options;
    private readonly VectorIndexes _indexes;
    private readonly VectorStoreCollectionMetadata _metadata;

    internal SqliteCollection(SqliteDatabase database, string name, CollectionModel model, SqliteVectorStoreOptions options, VectorIndexes indexes)
    {
        _database = database;
        _model = model;
        _options = options;
        _indexes = indexes;
        _schema = new(name, model, options.VectorFormat);
        _spaces = new(name);
        Name = name;
        _metadata = new() { VectorStoreSystemName = SqliteFault.SystemName, VectorStoreName = database.Name, CollectionName = name };
        foreach (var property in model.VectorProperties)
            _ = Scoring.VectorMeasure.For(property.DistanceFunction); // an unknown one is refused before anything is written
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) =>
        _database.ReadAsync("CollectionExists", Name, session => CollectionList.Exists(session, Name), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Properties that a stored collection has not yet are added to it; records that are there have their default.</remarks>
    /// <exception cref="VectorStoreException">The stored collection does not fit the record: another type, other dimensions, another distance function.</exception>
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) =>
        _database.WriteAsync("EnsureCollectionExists", Name, _schema.Ensure, cancellationToken);

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default)
    {
        _indexes.Clear();
        return _database.WriteAsync("DeleteCollection", Name, session => CollectionList.Delete(session, Name), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var includeVectors = CheckedVectors(options?.IncludeVectors);
        return _database.ReadAsync("Get", Name, session => Reader(session, includeVectors).FindKey(key), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>All come from one state of the database. Keys without a record are left out.</remarks>
    public override async IAsyncEnumerable<TRecord> GetAsync(
        IEnumerable<TKey> keys, RecordRetrievalOptions? options = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var includeVectors = CheckedVectors(options?.IncludeVectors);
        TKey[] wanted = [.. keys];
        var records = await _database.ReadAsync("Get", Name, session => wanted.Select(key => Reader(session, includeVectors).FindKey(key)).ToList(), cancellationToken).ConfigureAwait(false);
        foreach (var record in records.OfType<TRecord>())
            yield return record;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<TRecord> GetAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var includeVectors = CheckedVectors(options.IncludeVectors);
        var records = await _database.ReadAsync(
            "Get", Name, session => FilteredRead.Run(session, _schema.Find(session), _model, filter, top, options, includeVectors), cancellationToken).ConfigureAwait(false);
        foreach (var record in records)
            yield return record;
    }

    /// <inheritdoc/>
    public override Task UpsertAsync(TRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return UpsertAsync([record], cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>All records are written or, where one cannot be, none.</remarks>
    /// <exception cref="VectorSpaceMismatchException">The collection's vectors were made by another model.</exception>
    public override async Task UpsertAsync(IEnumerable<TRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        object[] all = [.. records];
        if (all.Contains(null!))
            throw new ArgumentException("A record is null: leave it out.", nameof(records));
        if (all.Length == 0)
            return;

        // Before anything is embedded, which may take long, and once more when it is written.
        await _database.ReadAsync("Upsert", Name, session => { CheckSpaces(session, _schema.Find(session)); return true; }, cancellationToken).ConfigureAwait(false);
        GenerateKeys(all);
        var vectors = await RecordVectors.FromAsync(_model, all, cancellationToken).ConfigureAwait(false);
        await _database.WriteAsync("Upsert", Name, session => Upsert(session, all, vectors, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return DeleteAsync([key], cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>All are deleted or none. Keys without a record are left out.</remarks>
    public override Task DeleteAsync(IEnumerable<TKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        object[] all = [.. keys];
        return all.Length == 0
            ? Task.CompletedTask
            : _database.WriteAsync("Delete", Name, session => { new RecordWriter(session, _schema.Find(session)).Delete(all, cancellationToken); return true; }, cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(VectorStoreCollectionMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    private RecordReader<TRecord> Reader(SqliteSession session, bool includeVectors) => new(session, _schema.Find(session), _model, includeVectors);

    private bool CheckedVectors(bool? includeVectors) => includeVectors is true && _model.EmbeddingGenerationRequired
        ? throw new NotSupportedException(VectorDataStrings.IncludeVectorsNotSupportedWithEmbeddingGeneration)
        : includeVectors is true;
}
