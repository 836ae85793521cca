using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>What is kept of one collection. Thread-safe: a batch appears as a whole, and a reader sees the records of one moment.</summary>
internal sealed class CollectionData(string name, CollectionSchema schema)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, StoredRecord> _records = [];
    private readonly Dictionary<string, EmbeddingGemmaSpace> _spaces = new(StringComparer.Ordinal);
    private StoredRecord[]? _snapshot;
    private long _order;

    /// <summary>Gets what the records consist of.</summary>
    public CollectionSchema Schema { get; } = schema;

    /// <summary>Gets the spaces of vectors that are known, by storage name.</summary>
    public IReadOnlyDictionary<string, EmbeddingGemmaSpace> Spaces
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, EmbeddingGemmaSpace>(_spaces, StringComparer.Ordinal);
        }
    }

    /// <summary>Returns all records as they are now, the first stored first.</summary>
    public StoredRecord[] Snapshot()
    {
        lock (_gate)
            return _snapshot ??= [.. _records.Values.OrderBy(record => record.Order)];
    }

    /// <summary>Returns the record of a key, or <see langword="null"/>.</summary>
    public StoredRecord? Find(object key)
    {
        lock (_gate)
            return _records.GetValueOrDefault(key);
    }

    /// <summary>Stores a batch; a record of the same key is replaced and keeps its place.</summary>
    public void Upsert(IEnumerable<StoredRecord> records)
    {
        lock (_gate)
        {
            _snapshot = null;
            foreach (var record in records)
                _records[record.Key] = record.At(_records.TryGetValue(record.Key, out var before) ? before.Order : _order++);
        }
    }

    /// <summary>Removes records; keys without one are passed over.</summary>
    public void Delete(IEnumerable<object> keys)
    {
        lock (_gate)
        {
            _snapshot = null;
            foreach (var key in keys)
                _records.Remove(key);
        }
    }

    /// <summary>Remembers the space of a property's vectors, or compares it with the one remembered.</summary>
    /// <param name="property">The vector property.</param>
    /// <param name="space">The space of its generator, or <see langword="null"/> where that is not known.</param>
    /// <exception cref="VectorSpaceMismatchException">The vectors are of another space.</exception>
    public void Enter(VectorPropertyModel property, EmbeddingGemmaSpace? space)
    {
        if (space is null)
            return;

        lock (_gate)
        {
            if (_spaces.TryAdd(property.StorageName, space) || _spaces[property.StorageName].Equals(space))
                return;
            throw Mismatch(property.ModelName, _spaces[property.StorageName], space);
        }
    }

    /// <summary>Puts back what a file says of a space.</summary>
    public void Restore(string storageName, EmbeddingGemmaSpace space)
    {
        lock (_gate)
            _spaces[storageName] = space;
    }

    private VectorSpaceMismatchException Mismatch(string property, EmbeddingGemmaSpace stored, EmbeddingGemmaSpace generator) =>
        new(
            $"The vectors of property '{property}' in collection '{name}' are of the space '{stored}', but the generator gives vectors of '{generator}': scores between the two mean nothing. "
                + "Use the generator of the stored vectors, or store the records again in a new collection.",
            stored.ToString(),
            generator.ToString())
        {
            VectorStoreSystemName = MemoryCollections.SystemName,
            CollectionName = name,
        };
}
