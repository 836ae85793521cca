using Microsoft.Extensions.Configuration;

namespace Cluster;

/// <summary>What the command line, or the environment with the prefix <c>CLUSTER_</c>, says.</summary>
internal sealed class Settings(IConfiguration configuration)
{
    public string Cluster => configuration["cluster"] ?? "embeddings-nano";

    public string Clustering => configuration["clustering"] ?? "localhost";

    public string? Redis => configuration["redis"];

    public string? Postgres => configuration["postgres"];

    public string Store => configuration["store"] ?? Path.Combine(Path.GetTempPath(), "embeddinggemma-cluster-sample.db");

    public int SiloPort => configuration.GetValue("silo-port", 11111);

    public int GatewayPort => configuration.GetValue("gateway-port", 30000);

    public int Threads => configuration.GetValue("threads", 0);

    public int Documents => configuration.GetValue("documents", 400);

    public bool HasPgvector => configuration.GetValue("pgvector", false);

    public bool IsOnKubernetes => configuration.GetValue("kubernetes", false);
}
