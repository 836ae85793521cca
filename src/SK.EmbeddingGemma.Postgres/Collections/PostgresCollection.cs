using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Rows;
using SK.EmbeddingGemma.Spaces;
using SK.EmbeddingGemma.Stores;

namespace SK.EmbeddingGemma.Collections;

/// <summary>A collection of a <see cref="PostgresVectorStore"/>, which gives it. Thread-safe. Disposing it does nothing: connections are the store's.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRecord">The type of records.</typeparam>
internal sealed partial class PostgresCollection<TKey, TRecord> : StoreCollection<TKey, TRecord>, IReembedding<TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly PostgresDatabase _database;
    private readonly CollectionSchema _schema;
    private readonly VectorSpaces _spaces;
    private readonly PostgresVectorStoreOptions _options;

    public PostgresCollection(PostgresDatabase database, string name, CollectionModel model, PostgresVectorStoreOptions options)
        : base(PostgresFault.SystemName, database.Name, name, model)
    {
        (_database, _options) = (database, options);
        _schema = new(name, model, options.VectorFormat);
        _spaces = new(name);
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) =>
        _database.ReadAsync("CollectionExists", Name, session => CollectionList.ExistsAsync(session, Name), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Properties that a stored collection has not yet are added to it; records that are there have their default.</remarks>
    /// <exception cref="VectorStoreException">The stored collection does not fit the record: another type, other dimensions, another distance function.</exception>
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) =>
        _database.WriteAsync("EnsureCollectionExists", Name, _schema.EnsureAsync, cancellationToken);

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) =>
        _database.WriteAsync("DeleteCollection", Name, session => CollectionList.DeleteAsync(session, Name), cancellationToken);

    /// <inheritdoc/>
    protected override Task<List<TRecord>> FindAsync(TKey[] keys, bool includeVectors, CancellationToken cancellationToken) => _database.ReadAsync(
        "Get", Name, async session => await (await ReaderAsync(session, includeVectors).ConfigureAwait(false)).FindKeysAsync(keys.Cast<object>()).ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    protected override Task<List<TRecord>> FilterAsync(
        Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord> options, bool includeVectors, CancellationToken cancellationToken) => _database.ReadAsync(
        "Get",
        Name,
        async session => await FilteredRead.RunAsync(session, await _schema.FindAsync(session).ConfigureAwait(false), Model, filter, top, options, includeVectors).ConfigureAwait(false),
        cancellationToken);

    private async Task<RecordReader<TRecord>> ReaderAsync(PostgresSession session, bool includeVectors) =>
        new(session, await _schema.FindAsync(session).ConfigureAwait(false), Model, includeVectors);
}
