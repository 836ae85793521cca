using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Sqlite;
using SK.EmbeddingGemma.Stores;

namespace SK.EmbeddingGemma;

/// <summary>A collection of a <see cref="SqliteVectorStore"/>, which gives it. Thread-safe. Disposing it does nothing: connections are the store's.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRecord">The type of records.</typeparam>
internal sealed partial class SqliteCollection<TKey, TRecord> : StoreCollection<TKey, TRecord>, IReembedding<TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly SqliteDatabase _database;
    private readonly CollectionSchema _schema;
    private readonly VectorSpaces _spaces;
    private readonly SqliteVectorStoreOptions _options;
    private readonly VectorIndexes _indexes;

    internal SqliteCollection(SqliteDatabase database, string name, CollectionModel model, SqliteVectorStoreOptions options, VectorIndexes indexes)
        : base(SqliteFault.SystemName, database.Name, name, model)
    {
        (_database, _options, _indexes) = (database, options, indexes);
        _schema = new(name, model, options.VectorFormat);
        _spaces = new(name);
    }

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
    protected override Task<List<TRecord>> FindAsync(TKey[] keys, bool includeVectors, CancellationToken cancellationToken) => _database.ReadAsync(
        "Get",
        Name,
        session =>
        {
            var reader = Reader(session, includeVectors);
            return keys.Select(key => reader.FindKey(key)).OfType<TRecord>().ToList();
        },
        cancellationToken);

    /// <inheritdoc/>
    protected override Task<List<TRecord>> FilterAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord> options, bool includeVectors, CancellationToken cancellationToken) =>
        _database.ReadAsync("Get", Name, session => FilteredRead.Run(session, _schema.Find(session), Model, filter, top, options, includeVectors), cancellationToken);

    /// <inheritdoc/>
    protected override Task CheckUpsertAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        "Upsert",
        Name,
        session =>
        {
            var layout = _schema.Find(session);
            foreach (var column in layout.Vectors)
                _spaces.CheckUpsert(session, layout, column);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    protected override Task WriteAsync(object[] records, IReadOnlyList<RecordVectors> vectors, CancellationToken cancellationToken) => _database.WriteAsync(
        "Upsert",
        Name,
        session =>
        {
            var layout = _schema.Find(session);
            List<long?> spaces = [.. layout.Vectors.Select(column => _spaces.ForUpsert(session, layout, column))];
            new RecordWriter(session, layout).Upsert(records, vectors, spaces, _options.KeepSourceText, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    protected override Task RemoveAsync(object[] keys, CancellationToken cancellationToken) =>
        _database.WriteAsync("Delete", Name, session => { new RecordWriter(session, _schema.Find(session)).Delete(keys, cancellationToken); return true; }, cancellationToken);

    private RecordReader<TRecord> Reader(SqliteSession session, bool includeVectors) => new(session, _schema.Find(session), Model, includeVectors);
}
