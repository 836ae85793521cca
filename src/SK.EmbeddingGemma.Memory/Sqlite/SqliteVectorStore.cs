using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Sqlite;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma;

/// <summary>
/// A vector store in one SQLite file, without native extensions: filters and keyword search in SQL, vectors compared with SIMD. Thread-safe; several processes
/// may use one file. Dispose it when nothing of it is in use any more; its collections need not be disposed.
/// </summary>
/// <example><code>
/// var store = new SqliteVectorStore("memory.db");
/// var notes = store.GetCollection&lt;Guid, Note&gt;("notes");
/// await notes.EnsureCollectionExistsAsync();
/// </code></example>
public sealed class SqliteVectorStore : VectorStore
{
    private readonly SqliteDatabase _database;
    private readonly SqliteVectorStoreOptions _options;
    private readonly VectorStoreMetadata _metadata;
    private readonly VectorIndexes _indexes = new();

    /// <summary>Makes a store of a database file, which the first operation opens or creates.</summary>
    /// <param name="path">The file's path, or <c>:memory:</c> for a database that lives as long as the store.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public SqliteVectorStore(string path)
        : this(new SqliteVectorStoreOptions(path))
    {
    }

    /// <summary>Makes a store with settings, which are copied.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public SqliteVectorStore(SqliteVectorStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Clone();
        _database = new(_options.Path, _options.BusyTimeout);
        _metadata = new() { VectorStoreSystemName = SqliteFault.SystemName, VectorStoreName = _database.Name };
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
        return new SqliteCollection<TKey, TRecord>(_database, Checked(name), model, _options, _indexes);
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is read or written yet.</remarks>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var model = new StoreModelBuilder().BuildDynamic(definition, definition.EmbeddingGenerator ?? _options.EmbeddingGenerator);
        return new SqliteCollection<object, Dictionary<string, object?>>(_database, Checked(name), model, _options, _indexes);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in await _database.ReadAsync("ListCollectionNames", null, CollectionList.Names, cancellationToken).ConfigureAwait(false))
            yield return name;
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) =>
        _database.ReadAsync("CollectionExists", Checked(name), session => CollectionList.Exists(session, name), cancellationToken);

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        Checked(name);
        _indexes.Clear();
        return _database.WriteAsync("DeleteCollection", name, session => CollectionList.Delete(session, name), cancellationToken);
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
        return UnicodeText.Checked(name, "The name of a collection");
    }
}
