using System.Collections.Concurrent;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>All collections of one store. Thread-safe.</summary>
internal sealed class MemoryCollections
{
    /// <summary>What the store calls itself in metadata.</summary>
    public const string SystemName = "embeddinggemma.memory";

    private readonly ConcurrentDictionary<string, CollectionData> _collections = new(StringComparer.Ordinal);

    /// <summary>Gets the names in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _collections.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Gets the collections of this moment, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, CollectionData>> All => [.. _collections.ToArray().OrderBy(pair => pair.Key, StringComparer.Ordinal)];

    /// <summary>Returns a collection, or <see langword="null"/> where there is none.</summary>
    public CollectionData? Find(string name) => _collections.GetValueOrDefault(name);

    /// <summary>Returns a collection whose records fit the schema.</summary>
    /// <exception cref="VectorStoreException">There is no such collection, or its records are others.</exception>
    public CollectionData Get(string name, CollectionSchema schema)
    {
        var data = Find(name) ?? throw new VectorStoreException($"There is no collection '{name}': call EnsureCollectionExistsAsync first.") { CollectionName = name, VectorStoreSystemName = SystemName };
        data.Schema.ThrowIfOther(schema, name);
        return data;
    }

    /// <summary>Returns a collection whose records fit the schema, a new one where there is none.</summary>
    /// <exception cref="VectorStoreException">Its records are others.</exception>
    public CollectionData GetOrAdd(string name, CollectionSchema schema)
    {
        var data = _collections.GetOrAdd(name, static (key, made) => new(key, made), schema);
        data.Schema.ThrowIfOther(schema, name);
        return data;
    }

    /// <summary>Adds a collection that was read from a file.</summary>
    /// <returns>Whether there was none of that name.</returns>
    public bool TryAdd(string name, CollectionData data) => _collections.TryAdd(name, data);

    /// <summary>Removes a collection if there is one.</summary>
    public void Remove(string name) => _collections.TryRemove(name, out _);
}
