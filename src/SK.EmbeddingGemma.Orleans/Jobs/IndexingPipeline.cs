namespace SK.EmbeddingGemma.Jobs;

/// <summary>Where documents come from and where they go, whatever their type. Thread-safe.</summary>
internal abstract class IndexingPipeline(IndexingOptions options)
{
    /// <summary>Gets the options.</summary>
    public IndexingOptions Options { get; } = options;

    /// <summary>Divides the documents into partitions.</summary>
    public abstract Task<IReadOnlyList<string>> GetPartitionsAsync(string job, CancellationToken cancellationToken);

    /// <summary>Opens a partition after a position.</summary>
    public abstract Task<IPartitionReader> OpenAsync(string partition, string? after, CancellationToken cancellationToken);
}
