using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Rows;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Spaces;

namespace SK.EmbeddingGemma.Collections;

/// <summary>A collection of a <see cref="PostgresVectorStore"/>, which gives it. Thread-safe. Disposing it does nothing: connections are the store's.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRecord">The type of records.</typeparam>
internal sealed partial class PostgresCollection<TKey, TRecord> : VectorStoreCollection<TKey, TRecord>, IKeywordHybridSearchable<TRecord>, IReembedding<TRecord>
    where TKey : notnull
    where TRecord : class
{
    private readonly PostgresDatabase _database;
    private readonly CollectionModel _model;
    private readonly CollectionSchema _schema;
    private readonly VectorSpaces _spaces;
    private readonly PostgresVectorStoreOptions _options;
    private readonly VectorStoreCollectionMetadata _metadata;

    public PostgresCollection(PostgresDatabase database, string name, CollectionModel model, PostgresVectorStoreOptions options)
    {
        (_database, _model, _options) = (database, model, options);
        _schema = new(name, model, options.VectorFormat);
        _spaces = new(name);
        Name = name;
        _metadata = new() { VectorStoreSystemName = PostgresFault.SystemName, VectorStoreName = database.Name, CollectionName = name };
        foreach (var property in model.VectorProperties)
            _ = VectorMeasure.For(property.DistanceFunction); // an unknown one is refused before anything is written
    }

    /// <inheritdoc/>
    public override string Name { get; }

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
    public override async Task<TRecord?> GetAsync(TKey key, RecordRetrievalOptions? options = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return (await FindAsync([key], options, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <inheritdoc/>
    /// <remarks>All come from one state of the database. Keys without a record are left out.</remarks>
    public override async IAsyncEnumerable<TRecord> GetAsync(
        IEnumerable<TKey> keys, RecordRetrievalOptions? options = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var record in await FindAsync([.. keys], options, cancellationToken).ConfigureAwait(false))
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
            "Get",
            Name,
            async session => await FilteredRead.RunAsync(session, await _schema.FindAsync(session).ConfigureAwait(false), _model, filter, top, options, includeVectors).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        foreach (var record in records)
            yield return record;
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
            : _database.WriteAsync("Delete", Name, async session => await new RecordWriter(session, await _schema.FindAsync(session).ConfigureAwait(false)).DeleteAsync(all).ConfigureAwait(false), cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(VectorStoreCollectionMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    private Task<List<TRecord>> FindAsync(TKey[] keys, RecordRetrievalOptions? options, CancellationToken cancellationToken)
    {
        var includeVectors = CheckedVectors(options?.IncludeVectors);
        return _database.ReadAsync(
            "Get", Name, async session => await (await ReaderAsync(session, includeVectors).ConfigureAwait(false)).FindKeysAsync(keys.Cast<object>()).ConfigureAwait(false), cancellationToken);
    }

    private async Task<RecordReader<TRecord>> ReaderAsync(PostgresSession session, bool includeVectors) =>
        new(session, await _schema.FindAsync(session).ConfigureAwait(false), _model, includeVectors);

    private bool CheckedVectors(bool? includeVectors) => includeVectors is true && _model.EmbeddingGenerationRequired
        ? throw new NotSupportedException(VectorDataStrings.IncludeVectorsNotSupportedWithEmbeddingGeneration)
        : includeVectors is true;
}
