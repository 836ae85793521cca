using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Records;

/// <summary>The vectors of one property for a batch of records: those the records hold, and those generated from their values.</summary>
internal sealed class RecordVectors
{
    private readonly ReadOnlyMemory<float>?[] _vectors;

    private RecordVectors(VectorPropertyModel property, ReadOnlyMemory<float>?[] vectors, bool generated)
    {
        Property = property;
        _vectors = vectors;
        AreGenerated = generated;
    }

    /// <summary>Gets the property whose vectors these are.</summary>
    public VectorPropertyModel Property { get; }

    /// <summary>Gets whether a generator made them, in contrast to the caller.</summary>
    public bool AreGenerated { get; }

    /// <summary>Gets the vector of the record at that place in the batch; <see langword="null"/> where the record's property is.</summary>
    public ReadOnlyMemory<float>? this[int index] => _vectors[index];

    /// <summary>Gets the vectors of every vector property, each checked, in the order of the model.</summary>
    /// <exception cref="ArgumentException">A vector has another length than its property's, or a value that is no number.</exception>
    public static async ValueTask<IReadOnlyList<RecordVectors>> FromAsync(CollectionModel model, IReadOnlyList<object> records, CancellationToken cancellationToken)
    {
        var all = new RecordVectors[model.VectorProperties.Count];
        for (var index = 0; index < all.Length; index++)
            all[index] = await FromAsync(model.VectorProperties[index], records, cancellationToken).ConfigureAwait(false);
        return all;
    }

    private static async ValueTask<RecordVectors> FromAsync(VectorPropertyModel property, IReadOnlyList<object> records, CancellationToken cancellationToken)
    {
        var vectors = new ReadOnlyMemory<float>?[records.Count];
        var generated = !SupportedTypes.IsVector(property.Type);
        if (generated)
        {
            await GenerateAsync(property, records, vectors, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            for (var index = 0; index < vectors.Length; index++)
                vectors[index] = VectorValues.Read(property.GetValueAsObject(records[index]));
        }

        foreach (var vector in vectors)
        {
            if (vector is { } present)
                VectorValues.Check(property, present.Span);
        }

        return new(property, vectors, generated);
    }

    private static async Task GenerateAsync(
        VectorPropertyModel property, IReadOnlyList<object> records, ReadOnlyMemory<float>?[] vectors, CancellationToken cancellationToken)
    {
        List<object?> values = [];
        List<int> places = [];
        for (var index = 0; index < vectors.Length; index++)
        {
            if (property.GetValueAsObject(records[index]) is { } value)
            {
                values.Add(value);
                places.Add(index);
            }
        }

        if (values.Count == 0)
            return;

        var embeddings = await property.GenerateEmbeddingsAsync(values, cancellationToken).ConfigureAwait(false);
        if (embeddings.Count != values.Count)
            throw new InvalidOperationException($"The generator of property '{property.ModelName}' gave {embeddings.Count} embeddings for {values.Count} values: it must give one for each.");
        for (var index = 0; index < places.Count; index++)
            vectors[places[index]] = ((Embedding<float>)embeddings[index]).Vector;
    }
}
