namespace SK.EmbeddingGemma.Silos;

/// <summary>Says what there is. Any silo answers, from its own memory: so it can be asked while another one is being lost.</summary>
[Alias("embeddinggemma.cluster")]
internal interface IClusterGrain : IGrainWithIntegerKey
{
    /// <summary>Describes the cluster.</summary>
    [Alias("describe"), ResponseTimeout("00:00:05")]
    Task<ClusterDescription> DescribeAsync();
}
