using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Collections;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Forms;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma;

/// <summary>
/// A vector store in PostgreSQL that many machines share: filters and keyword search in SQL, whole batches or none. Thread-safe. Dispose it when nothing of it is in use any
/// more; its collections need not be disposed.
/// </summary>
/// <remarks>
/// <para>Each collection is a table with the names of its properties. Texts are compared by code points; a text with the character U+0000 is refused, because PostgreSQL keeps none.</para>
/// <para>With <see cref="PostgresVectorFormat.Pgvector"/>, a vector property's <see cref="VectorStoreVectorProperty.IndexKind"/> makes an index: <see cref="IndexKind.Hnsw"/> (up to 2,000 dimensions) finds almost all
/// nearest vectors fast; without one, search is exact. <see cref="DistanceFunction.HammingDistance"/> needs <see cref="PostgresVectorFormat.RealArray"/>.</para>
/// </remarks>
/// <example><code>
/// var store = new PostgresVectorStore("Host=db;Database=memory;Username=app").WithEmbeddingGemma(generator);
/// </code></example>
public sealed class PostgresVectorStore : VectorStore
{
    private readonly PostgresDatabase _database;
    private readonly PostgresVectorStoreOptions _options;
    private readonly VectorStoreMetadata _metadata;

    /// <summary>Makes a store of a database, which is connected to by the first operation.</summary>
    /// <param name="connectionString">How to reach it, in the words of Npgsql.</param>
    /// <exception cref="ArgumentException"><paramref name="connectionString"/> is empty.</exception>
    public PostgresVectorStore(string connectionString)
        : this(new PostgresVectorStoreOptions(connectionString))
    {
    }

    /// <summary>Makes a store with settings, which are copied.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public PostgresVectorStore(PostgresVectorStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Clone();
        _database = new(_options.ConnectionString, _options.Schema);
        _metadata = new() { VectorStoreSystemName = PostgresFault.SystemName, VectorStoreName = _database.Name };
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is read or written yet.</remarks>
    [RequiresDynamicCode("Records are read and written by reflection: use GetDynamicCollection where code is compiled ahead of time.")]
    [RequiresUnreferencedCode("Records are read and written by reflection: use GetDynamicCollection where code is trimmed.")]
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
            throw new NotSupportedException(VectorDataStrings.GetCollectionWithDictionaryNotSupported);
        var model = new StoreModelBuilder().Build(typeof(TRecord), typeof(TKey), definition, _options.EmbeddingGenerator);
        return new PostgresCollection<TKey, TRecord>(_database, Checked(name), model, _options);
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is read or written yet.</remarks>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var model = new StoreModelBuilder().BuildDynamic(definition, definition.EmbeddingGenerator ?? _options.EmbeddingGenerator);
        return new PostgresCollection<object, Dictionary<string, object?>>(_database, Checked(name), model, _options);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in await _database.ReadAsync("ListCollectionNames", null, CollectionList.NamesAsync, cancellationToken).ConfigureAwait(false))
            yield return name;
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        Checked(name);
        return _database.ReadAsync("CollectionExists", name, session => CollectionList.ExistsAsync(session, name), cancellationToken);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        Checked(name);
        return _database.WriteAsync("DeleteCollection", name, session => CollectionList.DeleteAsync(session, name), cancellationToken);
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(VectorStoreMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _database.Dispose();
        base.Dispose(disposing);
    }

    private static string Checked(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return PostgresForm.Checked(UnicodeText.Checked(name, "The name of a collection"), "The name of a collection");
    }
}
