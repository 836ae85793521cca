namespace SK.EmbeddingGemma.Jobs;

/// <summary>A job. Its key is that of a <see cref="JobKey"/>.</summary>
[Alias("embeddinggemma.job")]
internal interface IIndexingJobGrain : IGrainWithStringKey
{
    /// <inheritdoc cref="IndexingJob.StartAsync"/>
    [Alias("start"), ResponseTimeout("00:02:00")]
    Task StartAsync();

    /// <inheritdoc cref="IndexingJob.PauseAsync"/>
    [Alias("pause"), ResponseTimeout("00:00:20")]
    Task PauseAsync();

    /// <inheritdoc cref="IndexingJob.GetStatusAsync"/>
    [Alias("status"), ResponseTimeout("00:00:05")]
    Task<IndexingJobStatus> GetStatusAsync();

    /// <inheritdoc cref="IndexingJob.GetSetAsideAsync"/>
    [Alias("aside"), ResponseTimeout("00:00:20")]
    Task<IReadOnlyList<SetAsideDocument>> GetSetAsideAsync();
}
