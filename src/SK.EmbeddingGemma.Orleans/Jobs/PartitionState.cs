namespace SK.EmbeddingGemma.Jobs;

/// <summary>What is kept of a partition: written after each batch is stored, so that a batch may be stored twice, but none never.</summary>
[GenerateSerializer, Alias("embeddinggemma.job.partition.state")]
internal sealed class PartitionState
{
    /// <summary>Gets or sets the position after which reading goes on.</summary>
    [Id(0)]
    public string? Position { get; set; }

    /// <summary>Gets or sets the documents that are stored.</summary>
    [Id(1)]
    public long Stored { get; set; }

    /// <summary>Gets or sets what was set aside.</summary>
    [Id(2)]
    public List<SetAsideDocument> SetAside { get; set; } = [];

    /// <summary>Gets or sets whether the end was reached.</summary>
    [Id(3)]
    public bool IsDone { get; set; }

    /// <summary>Gets or sets how often a batch was tried again.</summary>
    [Id(4)]
    public long Retries { get; set; }

    /// <summary>Gets or sets why it stopped for good, or <see langword="null"/>.</summary>
    [Id(5)]
    public string? Stopped { get; set; }

    /// <summary>Gets or sets how many had been set aside when the partition was last let go on after a stop: these do not stop it again.</summary>
    [Id(6)]
    public int SetAsideBefore { get; set; }
}
