using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.InMemory;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma;

/// <summary>
/// A vector store in memory, for tests, for what fits and need not last, or lasts as a file. It compares every vector exactly, has hybrid search, and keeps copies: neither a
/// record that was stored nor one that was returned changes what it holds. Thread-safe. It owns nothing but memory: disposing it does nothing, and generators stay the caller's.
/// </summary>
/// <remarks>A collection of one name is the same however it is asked for: by type, or as a dynamic one.</remarks>
public sealed class InMemoryVectorStore : VectorStore
{
    private readonly MemoryCollections _collections;
    private readonly IEmbeddingGenerator? _generator;

    /// <summary>Makes an empty store.</summary>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    public InMemoryVectorStore(InMemoryVectorStoreOptions? options = null)
        : this(new(), options)
    {
    }

    private InMemoryVectorStore(MemoryCollections collections, InMemoryVectorStoreOptions? options)
    {
        _collections = collections;
        _generator = options?.EmbeddingGenerator;
    }

    /// <summary>Reads a store from a file that <see cref="SaveAsync"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="InvalidDataException">The file is something else, of a newer version, or damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<InMemoryVectorStore> LoadAsync(string path, InMemoryVectorStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(StoreFile.Read(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), cancellationToken), options);
    }

    /// <summary>Reads a store from the rest of a stream, which stays open; otherwise as <see cref="LoadAsync"/> does.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidDataException">The content is something else, of a newer version, or damaged.</exception>
    public static async Task<InMemoryVectorStore> ReadAsync(Stream stream, InMemoryVectorStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
        return new(StoreFile.Read(content.GetBuffer().AsSpan(0, (int)content.Length), cancellationToken), options);
    }

    /// <summary>
    /// Writes all collections into a file, beside it first and renamed when it is whole: a failure leaves what was there. A batch that is stored meanwhile is in it as a whole or not
    /// at all. Texts, data and vectors are readable to whoever can read the file.
    /// </summary>
    /// <param name="path">The file, which is replaced; its folder exists.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="IOException">The file cannot be written; or the store is larger than the 2 GB that a file can be.</exception>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        await NewFile.WriteAsync(path, StoreFile.Write(_collections, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes all collections into a stream, which stays open; otherwise as <see cref="SaveAsync"/> does.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is <see langword="null"/>.</exception>
    /// <exception cref="IOException">The store is larger than the 2 GB that a file can be.</exception>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await stream.WriteAsync(StoreFile.Write(_collections, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    [RequiresDynamicCode("This API is not compatible with NativeAOT. For dynamic mapping via Dictionary<string, object?>, use GetDynamicCollection() instead.")]
    [RequiresUnreferencedCode("This API is not compatible with trimming. For dynamic mapping via Dictionary<string, object?>, use GetDynamicCollection() instead.")]
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (typeof(TRecord) == typeof(Dictionary<string, object?>))
            throw new NotSupportedException(VectorDataStrings.GetCollectionWithDictionaryNotSupported);
        return new InMemoryCollection<TKey, TRecord>(_collections, name, new StoreModelBuilder().Build(typeof(TRecord), typeof(TKey), definition, _generator));
    }

    /// <inheritdoc/>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(definition);
        return new InMemoryCollection<object, Dictionary<string, object?>>(
            _collections, name, new StoreModelBuilder().BuildDynamic(definition, definition.EmbeddingGenerator ?? _generator));
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _collections.Names.ToAsyncEnumerable();
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_collections.Find(name) is not null);
    }

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        cancellationToken.ThrowIfCancellationRequested();
        _collections.Remove(name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(VectorStoreMetadata) ? new VectorStoreMetadata { VectorStoreSystemName = MemoryCollections.SystemName }
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }
}
