using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>What a collection's records consist of, by storage name. Immutable.</summary>
/// <param name="Key">The type of keys.</param>
/// <param name="Data">The types of data, nullable or not.</param>
/// <param name="Vectors">The lengths of vectors, in floats.</param>
internal sealed record CollectionSchema(Type Key, IReadOnlyDictionary<string, Type> Data, IReadOnlyDictionary<string, int> Vectors)
{
    /// <summary>Returns the schema that a model describes.</summary>
    public static CollectionSchema Of(CollectionModel model) => new(
        Bare(model.KeyProperty.Type),
        model.DataProperties.ToDictionary(property => property.StorageName, property => Bare(property.Type), StringComparer.Ordinal),
        model.VectorProperties.ToDictionary(property => property.StorageName, property => property.Dimensions, StringComparer.Ordinal));

    /// <summary>Throws where records of the two cannot be of one collection: something that both have is of another type or length.</summary>
    /// <exception cref="VectorStoreException">They cannot.</exception>
    public void ThrowIfOther(CollectionSchema other, string collection)
    {
        if (Key != other.Key)
            throw Unfit(collection, $"The collection '{collection}' has keys of type '{Key.Name}', but it is opened for keys of type '{other.Key.Name}': open it with the type it was made with.");

        foreach (var (name, type) in Data)
        {
            if (other.Data.TryGetValue(name, out var otherType) && type != otherType)
                throw Unfit(collection, $"The data '{name}' of the collection '{collection}' is of type '{type.Name}', but it is opened as '{otherType.Name}': open it with the type it was made with.");
        }

        foreach (var (name, dimensions) in Vectors)
        {
            if (other.Vectors.TryGetValue(name, out var otherDimensions) && dimensions != otherDimensions)
                throw Unfit(collection, $"The vectors '{name}' of the collection '{collection}' have {dimensions} dimensions, but it is opened for {otherDimensions}: delete the collection and store its records again to change that.");
        }
    }

    private static VectorStoreException Unfit(string collection, string message) => new(message) { VectorStoreSystemName = MemoryCollections.SystemName, CollectionName = collection };

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
