using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Clients;
using SK.EmbeddingGemma.Configuration;

namespace Orleans.Hosting;

/// <summary>Registers EmbeddingGemma over a cluster.</summary>
public static class EmbeddingGemmaClientBuilderExtensions
{
    /// <summary>Registers a generator whose work silos do, which have <see cref="EmbeddingGemmaSiloBuilderExtensions.AddEmbeddingGemma"/>: the application keeps its interface.</summary>
    /// <param name="builder">The client's builder.</param>
    /// <param name="configure">Changes the options, after the configuration section <c>EmbeddingGemmaClient</c> if there is one. Options are checked when the host starts.</param>
    /// <returns>A builder for stages around the generator, such as a cache.</returns>
    /// <remarks>
    /// <para>Both <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> and <see cref="IEmbeddingGenerator"/> resolve to it. It takes the options and gives the answers of the local
    /// <see cref="EmbeddingGemmaGenerator"/>; of its services, the <see cref="EmbeddingGemmaSpace"/> and the <see cref="EmbeddingGeneratorMetadata"/>.</para>
    /// <para>Texts are divided into batches, which go to the silos that have the least to do. A batch whose silo is lost goes to another one; a query that takes long is asked of a second one as well.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddEmbeddingGemmaClient(this IClientBuilder builder, Action<EmbeddingGemmaClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddCluster(builder.Services, configure);
        return builder.Services.AddEmbeddingGenerator(static provider => provider.GetRequiredService<ClusterGenerator>());
    }

    /// <summary>Registers the generator over the cluster itself, once.</summary>
    internal static void AddCluster(IServiceCollection services, Action<EmbeddingGemmaClientOptions>? configure)
    {
        if (!services.Any(static service => service.ImplementationType == typeof(ClientConfiguration)))
            services.AddSingleton<IConfigureOptions<EmbeddingGemmaClientOptions>, ClientConfiguration>();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(static provider => new ClusterGenerator(
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<IOptions<EmbeddingGemmaClientOptions>>().Value,
            provider.GetRequiredService<ILogger<ClusterGenerator>>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddHostedService<ClientStartup>();
    }
}
