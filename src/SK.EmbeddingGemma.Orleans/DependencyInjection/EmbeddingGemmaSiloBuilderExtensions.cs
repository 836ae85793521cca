using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Clients;
using SK.EmbeddingGemma.Silos;

namespace Orleans.Hosting;

/// <summary>Registers EmbeddingGemma on a silo.</summary>
public static class EmbeddingGemmaSiloBuilderExtensions
{
    /// <summary>Lets a silo embed for the cluster.</summary>
    /// <param name="builder">The silo's builder.</param>
    /// <param name="configure">Changes the options of the silo's model, after the configuration section <c>EmbeddingGemma</c> if there is one.</param>
    /// <returns>A builder for stages around the silo's generator, such as telemetry.</returns>
    /// <remarks>
    /// <para>The silo loads the model before it joins. It stops again where another silo has a model with other vectors: with an <see cref="EmbeddingGemmaSpaceMismatchException"/>.</para>
    /// <para>In the silo's own services, <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> is its own model, and under the key <see cref="EmbeddingGemmaCluster.ServiceKey"/> the whole cluster.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static EmbeddingGeneratorBuilder<string, Embedding<float>> AddEmbeddingGemma(this ISiloBuilder builder, Action<EmbeddingGemmaOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var stages = services.AddEmbeddingGemma(configure);
        services.TryAddSingleton(static provider => new SiloModel(provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()));
        if (services.Any(static service => service.ServiceType == typeof(SiloStartup)))
            return stages;

        services.AddSingleton<SiloStartup>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<SiloStartup>());
        builder.AddPlacementDirector<OnNamedSilo, OnNamedSiloDirector>();
        EmbeddingGemmaClientBuilderExtensions.AddCluster(services, configure: null);
        services.AddKeyedEmbeddingGenerator(EmbeddingGemmaCluster.ServiceKey, static provider => provider.GetRequiredService<ClusterGenerator>());
        return stages;
    }
}
