using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>The space of the vectors that a property's generator makes.</summary>
internal static class GeneratorSpace
{
    /// <summary>Returns the space, or <see langword="null"/> where there is no generator, or it has none, or not yet: a model that is still to be downloaded.</summary>
    public static EmbeddingGemmaSpace? Of(VectorPropertyModel property)
    {
        try
        {
            return property.EmbeddingGenerator?.GetService<EmbeddingGemmaSpace>()?.WithDimensions(property.Dimensions);
        }
        catch (IOException) // the first call downloads the model, or says why it cannot
        {
            return null;
        }
    }
}
