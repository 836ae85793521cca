using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SK.EmbeddingGemma;

namespace Microsoft.SemanticKernel;

/// <summary>Registers EmbeddingGemma under a service id, as Semantic Kernel's connectors do.</summary>
public static class EmbeddingGemmaServiceIdExtensions
{
    /// <summary>Registers an <see cref="EmbeddingGemmaGenerator"/> as the embedding generator of a service id.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options, or <see langword="null"/>.</param>
    /// <param name="serviceId">The id, which is the service key and names the options; <see langword="null"/> for none.</param>
    /// <returns>A builder for stages around the generator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddEmbeddingGemma(
        this IServiceCollection services, Action<EmbeddingGemmaOptions>? configure, string? serviceId)
    {
        ArgumentNullException.ThrowIfNull(services);
        return serviceId is null ? services.AddEmbeddingGemma(configure) : services.AddKeyedEmbeddingGemma(serviceId, configure);
    }
}
