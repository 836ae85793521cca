namespace SK.EmbeddingGemma.Jobs;

/// <summary>What is kept of a job.</summary>
[GenerateSerializer, Alias("embeddinggemma.job.state")]
internal sealed class JobState
{
    /// <summary>Gets or sets what it does.</summary>
    [Id(0)]
    public IndexingJobState State { get; set; }

    /// <summary>Gets or sets the partitions that are not done yet, in their order.</summary>
    [Id(1)]
    public List<string> Open { get; set; } = [];

    /// <summary>Gets or sets the partitions that are done, with what they came to.</summary>
    [Id(2)]
    public Dictionary<string, PartitionProgress> Done { get; set; } = [];

    /// <summary>Gets or sets when it was started.</summary>
    [Id(3)]
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Gets or sets when it was started or last resumed.</summary>
    [Id(4)]
    public DateTimeOffset? ResumedAt { get; set; }

    /// <summary>Gets or sets the documents that were stored when it was last resumed.</summary>
    [Id(5)]
    public long StoredAtResume { get; set; }

    /// <summary>Gets or sets when it was completed.</summary>
    [Id(6)]
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>Gets or sets why it stopped, or <see langword="null"/>.</summary>
    [Id(7)]
    public string? Fault { get; set; }
}
