namespace SK.EmbeddingGemma.Jobs;

/// <summary>How far a partition is.</summary>
[GenerateSerializer, Immutable, Alias("embeddinggemma.job.progress")]
internal sealed record PartitionProgress
{
    /// <summary>Gets the documents that are stored.</summary>
    [Id(0)]
    public long Stored { get; init; }

    /// <summary>Gets the documents that were set aside.</summary>
    [Id(1)]
    public long SetAside { get; init; }

    /// <summary>Gets how often a batch was tried again.</summary>
    [Id(2)]
    public long Retries { get; init; }

    /// <summary>Gets whether the end was reached.</summary>
    [Id(3)]
    public bool IsDone { get; init; }

    /// <summary>Gets whether it stopped, since <see cref="Fault"/> does not go away by itself.</summary>
    [Id(4)]
    public bool IsStopped { get; init; }

    /// <summary>Gets what keeps it from going on, or <see langword="null"/>.</summary>
    [Id(5)]
    public string? Fault { get; init; }
}
