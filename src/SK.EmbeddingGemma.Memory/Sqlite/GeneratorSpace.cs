using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>The vector space of a property's generator, in one line that a database keeps.</summary>
internal static class GeneratorSpace
{
    /// <summary>Gets the space, or <see langword="null"/> where there is no generator or it does not say.</summary>
    public static string? Of(VectorPropertyModel property)
    {
        if (property.EmbeddingGenerator is not { } generator)
            return null;
        if (generator.GetService(typeof(EmbeddingGemmaSpace)) is EmbeddingGemmaSpace space)
            return space.WithDimensions(property.Dimensions).ToString();
        return generator.GetService(typeof(EmbeddingGeneratorMetadata)) is EmbeddingGeneratorMetadata { DefaultModelId: { } model } metadata
            ? $"{metadata.ProviderName ?? "unnamed provider"}; {model}"
            : null;
    }

    /// <summary>Returns whether vectors of both can be compared.</summary>
    public static bool AreCompatible(string stored, string current) =>
        stored == current
        || (EmbeddingGemmaSpace.TryParse(stored, out var one) && EmbeddingGemmaSpace.TryParse(current, out var other) && one.IsCompatibleWith(other));
}
