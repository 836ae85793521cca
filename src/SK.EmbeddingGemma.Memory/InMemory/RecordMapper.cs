using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>Turns records of a caller's type into what is kept and back; neither shares anything with the other that can change. Immutable.</summary>
internal sealed class RecordMapper<TRecord>(CollectionModel model)
    where TRecord : class
{
    /// <summary>Returns the record's data by storage name.</summary>
    public Dictionary<string, object?> ReadData(TRecord record)
    {
        var data = new Dictionary<string, object?>(model.DataProperties.Count, StringComparer.Ordinal);
        foreach (var property in model.DataProperties)
            data[property.StorageName] = ValueCopies.Copy(property.GetValueAsObject(record));
        return data;
    }

    /// <summary>Returns the record's vectors by storage name.</summary>
    /// <param name="record">The record.</param>
    /// <param name="place">Its place in the batch that the vectors are of.</param>
    /// <param name="vectors">The vectors of the batch.</param>
    public static Dictionary<string, StoredVector> ReadVectors(TRecord record, int place, IReadOnlyList<RecordVectors> vectors)
    {
        var kept = new Dictionary<string, StoredVector>(vectors.Count, StringComparer.Ordinal);
        foreach (var property in vectors)
        {
            if (property[place] is { } vector)
                kept[property.Property.StorageName] = new(vector.ToArray(), property.AreGenerated ? property.Property.GetValueAsObject(record) as string : null);
        }

        return kept;
    }

    /// <summary>Makes a record for the caller.</summary>
    public TRecord Create(StoredRecord stored, bool includeVectors)
    {
        var record = CreateView(stored);
        if (!includeVectors)
            return record;

        foreach (var property in model.VectorProperties)
        {
            var vector = stored.Vectors.TryGetValue(property.StorageName, out var kept) ? VectorValues.Create(property, [.. kept.Values]) : null;
            property.SetValueAsObject(record, vector);
        }

        return record;
    }

    /// <summary>Makes a record without vectors.</summary>
    public TRecord CreateView(StoredRecord stored)
    {
        var record = model.CreateRecord<TRecord>();
        model.KeyProperty.SetValueAsObject(record, stored.Key);
        foreach (var property in model.DataProperties)
            property.SetValueAsObject(record, stored.Data.TryGetValue(property.StorageName, out var value) ? ValueCopies.Copy(value) : null);
        return record;
    }
}
