using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>What is kept of one collection. Thread-safe: a batch appears as a whole, and a reader sees the records of one moment.</summary>
internal sealed class CollectionData(string name, CollectionSchema schema)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, StoredRecord> _records = [];
    private readonly Dictionary<string, string> _spaces = new(StringComparer.Ordinal);
    private readonly HashSet<object> _stale = []; // keys of records whose vectors are still of the space before
    private StoredRecord[]? _snapshot;
    private long _order;

    /// <summary>Gets what the records consist of.</summary>
    public CollectionSchema Schema { get; } = schema;

    /// <summary>Gets the spaces of vectors that are known, by storage name.</summary>
    public IReadOnlyDictionary<string, string> Spaces
    {
        get
        {
            lock (_gate)
                return new Dictionary<string, string>(_spaces, StringComparer.Ordinal);
        }
    }

    /// <summary>Gets how many records a migration to another model has still to do.</summary>
    public int StaleCount
    {
        get
        {
            lock (_gate)
                return _stale.Count;
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
            {
                _stale.Remove(record.Key);
                _records[record.Key] = record.At(_records.TryGetValue(record.Key, out var before) ? before.Order : _order++);
            }
        }
    }

    /// <summary>Removes records; keys without one are passed over.</summary>
    public void Delete(IEnumerable<object> keys)
    {
        lock (_gate)
        {
            _snapshot = null;
            foreach (var key in keys)
            {
                _records.Remove(key);
                _stale.Remove(key);
            }
        }
    }

    /// <summary>Compares the space of a property's vectors with that of its generator.</summary>
    /// <param name="property">The vector property.</param>
    /// <param name="space">The space of its generator, or <see langword="null"/> where that is not known.</param>
    /// <exception cref="VectorSpaceMismatchException">The vectors are of another space.</exception>
    public void Check(VectorPropertyModel property, string? space)
    {
        lock (_gate)
        {
            if (space is not null && _spaces.TryGetValue(property.StorageName, out var stored) && !GeneratorSpace.AreCompatible(stored, space) && Holds(property))
                throw new VectorSpaceGuard(MemoryCollections.SystemName, name).Mismatch(property, stored, space);
        }
    }

    /// <summary>Remembers the space of vectors that are about to be stored.</summary>
    /// <inheritdoc cref="Check"/>
    public void Enter(VectorPropertyModel property, string? space)
    {
        lock (_gate)
        {
            Check(property, space);
            if (space is not null && !(_spaces.TryGetValue(property.StorageName, out var stored) && GeneratorSpace.AreCompatible(stored, space)))
                _spaces[property.StorageName] = space;
        }
    }

    /// <summary>Refuses a search in the middle of a migration.</summary>
    /// <exception cref="VectorStoreException">A migration is unfinished.</exception>
    public void RequireMigrated()
    {
        if (StaleCount > 0)
        {
            throw new VectorStoreException($"The vectors of collection '{name}' are being migrated to another model, and the migration is unfinished: resume it with ReembedAsync, then search or save.")
            {
                VectorStoreSystemName = MemoryCollections.SystemName,
                CollectionName = name,
            };
        }
    }

    /// <summary>Marks records whose vectors are of another space than the generators give now; those of a migration that was begun stay marked.</summary>
    /// <param name="spaces">The generated vector properties, and the space of each generator.</param>
    /// <returns>How many are marked.</returns>
    /// <exception cref="InvalidOperationException">The text of a vector was not kept.</exception>
    public int BeginMigration(IReadOnlyList<(VectorPropertyModel Property, string Space)> spaces)
    {
        lock (_gate)
        {
            foreach (var (property, space) in spaces)
            {
                if (_spaces.TryGetValue(property.StorageName, out var stored) && GeneratorSpace.AreCompatible(stored, space))
                    continue;

                var old = _records.Values.Where(record => record.Vectors.ContainsKey(property.StorageName)).ToList();
                if (old.Count(record => record.Vectors[property.StorageName].Text is null) is > 0 and var without)
                    throw new InvalidOperationException($"The texts of {without} vectors of property '{property.ModelName}' in collection '{name}' were not kept, so they cannot be made anew: upsert the records again into a new collection.");
                _stale.UnionWith(old.Select(record => record.Key));
                _spaces[property.StorageName] = space;
            }

            return _stale.Count;
        }
    }

    /// <summary>Returns some of the records that are marked.</summary>
    public List<StoredRecord> Stale(int count)
    {
        lock (_gate)
            return [.. _stale.Take(count).Select(key => _records[key])];
    }

    /// <summary>Puts back what a file says of a space.</summary>
    public void Restore(string storageName, string space)
    {
        lock (_gate)
            _spaces[storageName] = space;
    }

    private bool Holds(VectorPropertyModel property) => _records.Values.Any(record => record.Vectors.ContainsKey(property.StorageName));
}
