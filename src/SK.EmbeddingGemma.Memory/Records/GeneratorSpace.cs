using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Records;

/// <summary>The vector space of a property's generator, in one line that a store keeps.</summary>
internal static class GeneratorSpace
{
    /// <summary>Gets the space, or <see langword="null"/> where there is no generator, or it does not say, or not yet: a model that is still to be downloaded.</summary>
    public static string? Of(VectorPropertyModel property)
    {
        if (property.EmbeddingGenerator is not { } generator)
            return null;

        try
        {
            if (generator.GetService(typeof(EmbeddingGemmaSpace)) is EmbeddingGemmaSpace space)
                return space.WithDimensions(property.Dimensions).ToString();
        }
        catch (IOException)
        {
            return null; // the first call downloads the model, or says why it cannot
        }

        return generator.GetService(typeof(EmbeddingGeneratorMetadata)) is EmbeddingGeneratorMetadata { DefaultModelId: { } model } metadata
            ? $"{metadata.ProviderName ?? "unnamed provider"}; {model}"
            : null;
    }

    /// <summary>Returns whether vectors of both can be compared.</summary>
    public static bool AreCompatible(string stored, string current) =>
        stored == current
        || (EmbeddingGemmaSpace.TryParse(stored, out var one) && EmbeddingGemmaSpace.TryParse(current, out var other) && one.IsCompatibleWith(other));
}
