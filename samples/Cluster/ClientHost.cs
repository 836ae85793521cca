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

/// <summary>An application: it starts a job, watches it, and asks questions with the interface it would have with a local model.</summary>
internal static class ClientHost
{
    public static async Task RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Configuration.AddEnvironmentVariables("CLUSTER_");
        builder.Configuration.AddCommandLine(args);
        var settings = new Settings(builder.Configuration);
        builder.UseOrleansClient(client =>
        {
            UseCluster(client, settings);
            client.AddEmbeddingGemmaClient(); // the one line
        });
        using var host = builder.Build();
        await host.StartAsync();

        var job = host.Services.GetRequiredService<IClusterClient>().GetIndexingJob(SiloHost.Pipeline, $"run of {DateTimeOffset.UtcNow:O}");
        await job.StartAsync();
        IndexingJobStatus status;
        do
        {
            await Task.Delay(1000);
            status = await job.GetStatusAsync();
            Console.WriteLine($"{status.State}: {status.DocumentsStored} stored, {status.DocumentsSetAside} set aside, {status.RecentRate:F0} a second");
        }
        while (status.State == IndexingJobState.Running);

        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        using var store = SiloHost.Store(settings).WithEmbeddingGemma(generator);
        await foreach (var found in store.GetCollection<int, Article>("articles").SearchAsync("Which red harbour opens at night?", top: 3))
            Console.WriteLine($"{found.Score:F3}  {found.Record.Text}");
        await host.StopAsync();
    }

    private static void UseCluster(IClientBuilder client, Settings settings)
    {
        client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.Cluster, "embeddings"));
        switch (settings.Clustering)
        {
            case "redis":
                client.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(settings.Redis!));
                break;
            case "postgres":
                client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", settings.Postgres!));
                break;
            default:
                client.UseLocalhostClustering(settings.GatewayPort, "embeddings", settings.Cluster);
                break;
        }
    }
}
