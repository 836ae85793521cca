using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>Writes the definition that the inner store gets: the caller's, or what its absence leaves to attributes, with our generators.</summary>
internal static class DecoratedDefinition
{
    /// <summary>Returns a definition of its own; the caller's stays as it is.</summary>
    /// <param name="model">What the decorator knows of the records.</param>
    /// <param name="definition">The caller's definition, or <see langword="null"/>: then the result has vector properties only, and attributes say the rest.</param>
    public static VectorStoreCollectionDefinition Create(DecoratedModel model, VectorStoreCollectionDefinition? definition)
    {
        var served = model.Properties.ToDictionary(property => property.Property.ModelName, StringComparer.Ordinal);
        List<VectorStoreProperty> properties = [];
        foreach (var property in definition?.Properties ?? [])
        {
            properties.Add(
                property is not VectorStoreVectorProperty vector ? property
                : served.Remove(vector.Name, out var ours) ? Copy(ours, vector)
                : WithGenerator(vector, definition?.EmbeddingGenerator));
        }

        properties.AddRange(served.Values.Select(property => Copy(property, source: null))); // those that only attributes name
        return new() { Properties = properties, EmbeddingGenerator = definition?.EmbeddingGenerator };
    }

    /// <summary>Gives a property the definition's generator, which stores do not look for where records are dynamic.</summary>
    private static VectorStoreVectorProperty WithGenerator(VectorStoreVectorProperty source, IEmbeddingGenerator? generator) =>
        generator is null || source.EmbeddingGenerator is not null || source.GetType() != typeof(VectorStoreVectorProperty) ? source : new(source.Name, source.Dimensions)
        {
            Type = source.Type,
            EmbeddingGenerator = generator,
            StorageName = source.StorageName,
            ProviderAnnotations = source.ProviderAnnotations,
            IndexKind = source.IndexKind,
            DistanceFunction = source.DistanceFunction,
            EmbeddingType = source.EmbeddingType,
        };

    private static VectorStoreVectorProperty Copy(DecoratedProperty served, VectorStoreVectorProperty? source) =>
        new(served.Property.ModelName, served.Property.Type, served.Property.Dimensions)
        {
            EmbeddingGenerator = served.Generator,
            StorageName = source?.StorageName,
            ProviderAnnotations = source?.ProviderAnnotations is { } annotations ? new(annotations) : null,
            IndexKind = source?.IndexKind ?? served.Property.IndexKind,
            DistanceFunction = source?.DistanceFunction ?? served.Property.DistanceFunction,
            EmbeddingType = source?.EmbeddingType,
        };
}
