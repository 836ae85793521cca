using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.Records;

/// <summary>Gets the vector to search with from what a caller searches for.</summary>
internal static class SearchVector
{
    /// <summary>Takes a vector as it is, and lets the property's generator embed anything else.</summary>
    /// <exception cref="NotSupportedException">It is no vector, and there is no generator.</exception>
    /// <exception cref="InvalidOperationException">The generator takes other values.</exception>
    /// <exception cref="ArgumentException">The vector has another length than the property's, or a value that is no number.</exception>
    public static async ValueTask<ReadOnlyMemory<float>> FromAsync(VectorPropertyModel property, object value, CancellationToken cancellationToken)
    {
        var vector = VectorValues.Read(value) ?? await EmbedAsync(property, value, cancellationToken).ConfigureAwait(false);
        VectorValues.Check(property, vector.Span);
        return vector;
    }

    private static async Task<ReadOnlyMemory<float>> EmbedAsync(VectorPropertyModel property, object value, CancellationToken cancellationToken)
    {
        if (property.EmbeddingGenerator is null)
            throw new NotSupportedException(VectorDataStrings.InvalidSearchInputAndNoEmbeddingGeneratorWasConfigured(value.GetType(), SupportedTypes.VectorNames));
        if (property.EmbeddingGenerationDispatcher is null)
            throw new InvalidOperationException(VectorDataStrings.IncompatibleEmbeddingGeneratorWasConfiguredForInputType(value.GetType(), property.EmbeddingGenerator.GetType()));

        var embedding = await property.GenerateEmbeddingAsync(value, cancellationToken).ConfigureAwait(false);
        return ((Embedding<float>)embedding).Vector;
    }
}
