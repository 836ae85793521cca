namespace SK.EmbeddingGemma.Jobs;

/// <summary>One partition of a job. Its key is that of a <see cref="JobKey"/> with a partition.</summary>
[Alias("embeddinggemma.job.partition")]
internal interface IIndexingPartitionGrain : IGrainWithStringKey
{
    /// <summary>Lets it work, wherever it was, and says how far it is.</summary>
    [Alias("run"), ResponseTimeout("00:00:15")]
    Task<PartitionProgress> RunAsync(bool afterStop);

    /// <summary>Lets it end with the batch that is on its way, and says how far it is.</summary>
    [Alias("pause"), ResponseTimeout("00:00:15")]
    Task<PartitionProgress> PauseAsync();

    /// <summary>Says how far it is.</summary>
    [Alias("progress"), ResponseTimeout("00:00:15")]
    Task<PartitionProgress> GetProgressAsync();

    /// <summary>Gives what was set aside.</summary>
    [Alias("aside"), ResponseTimeout("00:00:15")]
    Task<SetAsideDocument[]> GetSetAsideAsync();
}
