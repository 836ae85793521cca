using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using StackExchange.Redis;

namespace SK.EmbeddingGemma;

/// <summary>The client of a cluster, which waits for its silos.</summary>
internal static class ClusterClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Connects, once as many silos are active as are asked for.</summary>
    public static async Task<IHost> StartAsync(string clustering, string redis, string postgres, string cluster = "embeddings-nano", int silos = 3)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var host = Build(clustering, redis, postgres, cluster);
            try
            {
                await host.StartAsync();
                var management = ((IClusterClient)host.Services.GetService(typeof(IClusterClient))!).GetGrain<IManagementGrain>(0);
                while ((await management.GetHosts(onlyActive: true)).Count < silos && DateTime.UtcNow < until)
                    await Task.Delay(250);
                return host;
            }
            catch (Exception) when (DateTime.UtcNow < until)
            {
                host.Dispose(); // the silos are starting
                await Task.Delay(500);
            }
        }
    }

    private static IHost Build(string clustering, string redis, string postgres, string cluster)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, "embeddings"));
            if (clustering == "redis")
                client.UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis));
            else
                client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", postgres));
            client.AddEmbeddingGemmaClient();
        });
        return builder.Build();
    }
}
