using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.VectorData;
using Orleans.Configuration;
using Orleans.Hosting;
using SK.EmbeddingGemma;
using StackExchange.Redis;

namespace Cluster;

/// <summary>A silo: it holds the model, embeds for everybody, and works on indexing jobs.</summary>
internal static class SiloHost
{
    /// <summary>The name of the pipeline that fills the articles.</summary>
    public const string Pipeline = "articles";

    public static async Task RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Configuration.AddEnvironmentVariables("CLUSTER_");
        builder.Configuration.AddCommandLine(args);
        var settings = new Settings(builder.Configuration);
        if (settings.Clustering == "postgres")
            await PostgresMembership.EnsureAsync(settings.Postgres!);

        builder.UseOrleans(silo =>
        {
            UseCluster(silo, settings);
            silo.AddEmbeddingGemma(options => (options.Model, options.Threads) = (EmbeddingGemmaModel.Nano, settings.Threads));
            silo.AddEmbeddingGemmaIndexing(Pipeline, _ => new ArticleSource(settings.Documents), services => Articles(services, settings));
        });
        await builder.Build().RunAsync();
    }

    private static void UseCluster(ISiloBuilder silo, Settings settings)
    {
        if (settings.IsOnKubernetes)
            silo.UseKubernetesHosting(); // names, addresses and ports from the pod; silos whose pod is gone are declared dead
        else
            silo.ConfigureEndpoints(IPAddress.Loopback, settings.SiloPort, settings.GatewayPort);
        if (!settings.IsOnKubernetes)
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.Cluster, "embeddings"));

        switch (settings.Clustering)
        {
            case "redis":
                silo.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(settings.Redis!));
                break;
            case "postgres":
                silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", settings.Postgres!));
                break;
            default:
                silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, serviceId: "embeddings", clusterId: settings.Cluster);
                break;
        }

        if (settings.Redis is { } redis)
        {
            silo.AddRedisGrainStorageAsDefault(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
            silo.UseRedisReminderService(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
        }
        else
        {
            silo.AddMemoryGrainStorageAsDefault(); // for a first look: jobs do not outlive the silo
            silo.UseInMemoryReminderService();
        }
    }

    private static VectorStoreCollection<int, Article> Articles(IServiceProvider services, Settings settings)
    {
        var cluster = services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(EmbeddingGemmaCluster.ServiceKey);
        return Store(settings).WithEmbeddingGemma(cluster).GetCollection<int, Article>("articles");
    }

    /// <summary>The store that all machines share; without PostgreSQL, a file, for a first look on one machine.</summary>
    public static VectorStore Store(Settings settings) => settings.Postgres is { } postgres
        ? new PostgresVectorStore(new PostgresVectorStoreOptions(postgres) { VectorFormat = settings.HasPgvector ? PostgresVectorFormat.Pgvector : PostgresVectorFormat.RealArray })
        : new SqliteVectorStore(settings.Store);
}
