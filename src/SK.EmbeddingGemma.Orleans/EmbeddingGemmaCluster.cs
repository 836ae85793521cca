namespace SK.EmbeddingGemma;

/// <summary>What the services of a silo have of the cluster.</summary>
public static class EmbeddingGemmaCluster
{
    /// <summary>The key of the generator whose work all silos do, in the services of a silo.</summary>
    public const string ServiceKey = "embeddinggemma.cluster";
}
