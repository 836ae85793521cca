using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace SK.EmbeddingGemma;

/// <summary>A cluster of silos in this process, each with a generator of the test's.</summary>
internal sealed class TestingCluster : IAsyncDisposable
{
    private TestingCluster(InProcessTestCluster cluster) => Cluster = cluster;

    public InProcessTestCluster Cluster { get; }

    /// <summary>Gets the client's generator.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> Generator => Cluster.Client.ServiceProvider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

    public static Task<TestingCluster> StartAsync(params FakeModel[] models) => StartAsync(null, null, models);

    /// <summary>Starts a silo for each model.</summary>
    public static async Task<TestingCluster> StartAsync(Action<EmbeddingGemmaClientOptions>? client, Action<ISiloBuilder>? silo, params IReadOnlyList<FakeModel> models)
    {
        var started = 0;
        return await StartAsync(models.Count, client, builder =>
        {
            var model = models[Math.Min(Interlocked.Increment(ref started), models.Count) - 1];
            builder.AddEmbeddingGemma(static options => options.Model = EmbeddingGemmaModel.Nano);
            builder.Services.AddEmbeddingGenerator<string, Embedding<float>>(model);
            silo?.Invoke(builder);
        });
    }

    /// <summary>Starts silos that the caller configures.</summary>
    public static async Task<TestingCluster> StartAsync(int silos, Action<EmbeddingGemmaClientOptions>? client, Action<ISiloBuilder> silo)
    {
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, siloBuilder) =>
        {
            siloBuilder.AddMemoryGrainStorageAsDefault();
            siloBuilder.UseInMemoryReminderService();
            silo(siloBuilder);
        });
        builder.ConfigureClient(clientBuilder => clientBuilder.AddEmbeddingGemmaClient(client));
        var cluster = builder.Build();
        try
        {
            await cluster.DeployAsync();
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        return new(cluster);
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
