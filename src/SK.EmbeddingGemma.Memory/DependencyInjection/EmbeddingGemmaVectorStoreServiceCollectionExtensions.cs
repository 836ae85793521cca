using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers vector stores that embed with EmbeddingGemma.</summary>
public static class EmbeddingGemmaVectorStoreServiceCollectionExtensions
{
    /// <summary>Registers a store as the <see cref="VectorStore"/>, decorated with the registered embedding generator: a singleton that the container disposes, with the store inside.</summary>
    /// <param name="services">The services, which also have <c>AddEmbeddingGemma</c>.</param>
    /// <param name="innerStore">Makes the store, when it is first asked for.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="innerStore"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddEmbeddingGemmaVectorStore(
        this IServiceCollection services, Func<IServiceProvider, VectorStore> innerStore, Action<EmbeddingGemmaStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(innerStore);
        return services.AddSingleton(provider => Create(innerStore(provider), provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(), configure));
    }

    /// <summary>Registers a store under a key, with the generator of that key or else the one without; otherwise as <see cref="AddEmbeddingGemmaVectorStore"/> does.</summary>
    /// <param name="services">The services, which also have <c>AddEmbeddingGemma</c> or <c>AddKeyedEmbeddingGemma</c>.</param>
    /// <param name="serviceKey">The key.</param>
    /// <param name="innerStore">Makes the store, when it is first asked for.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/>, <paramref name="serviceKey"/> or <paramref name="innerStore"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddKeyedEmbeddingGemmaVectorStore(
        this IServiceCollection services, object serviceKey, Func<IServiceProvider, VectorStore> innerStore, Action<EmbeddingGemmaStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(serviceKey);
        ArgumentNullException.ThrowIfNull(innerStore);
        return services.AddKeyedSingleton(serviceKey, (provider, _) => Create(
            innerStore(provider),
            provider.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(serviceKey) ?? provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(),
            configure));
    }

    private static VectorStore Create(VectorStore inner, IEmbeddingGenerator<string, Embedding<float>> generator, Action<EmbeddingGemmaStoreOptions>? configure)
    {
        var options = new EmbeddingGemmaStoreOptions();
        configure?.Invoke(options);
        return inner.WithEmbeddingGemma(generator, options);
    }
}
