namespace SK.EmbeddingGemma;

/// <summary>How far an indexing job is. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("embeddinggemma.job.status")]
public sealed record IndexingJobStatus
{
    /// <summary>Gets what the job does.</summary>
    [Id(0)]
    public IndexingJobState State { get; init; }

    /// <summary>Gets the documents that are stored. Some of them twice, after the loss of a silo, but under their keys once.</summary>
    [Id(1)]
    public long DocumentsStored { get; init; }

    /// <summary>Gets the documents that were set aside, because they cannot be stored whatever is tried.</summary>
    [Id(2)]
    public long DocumentsSetAside { get; init; }

    /// <summary>Gets the partitions that are done.</summary>
    [Id(3)]
    public int PartitionsDone { get; init; }

    /// <summary>Gets the partitions of the job.</summary>
    [Id(4)]
    public int Partitions { get; init; }

    /// <summary>Gets the documents a second, over the last half minute of work.</summary>
    [Id(5)]
    public double RecentRate { get; init; }

    /// <summary>Gets the documents a second since the job was started or last resumed.</summary>
    [Id(6)]
    public double MeanRate { get; init; }

    /// <summary>Gets how often a batch was tried again, because a silo or the store did not answer.</summary>
    [Id(7)]
    public long Retries { get; init; }

    /// <summary>Gets why the job stopped, or what last kept it from going on; <see langword="null"/> where nothing did.</summary>
    [Id(8)]
    public string? Fault { get; init; }

    /// <summary>Gets when the job was started.</summary>
    [Id(9)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when the job was completed.</summary>
    [Id(10)]
    public DateTimeOffset? CompletedAt { get; init; }
}
