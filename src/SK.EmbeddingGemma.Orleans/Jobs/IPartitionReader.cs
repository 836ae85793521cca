namespace SK.EmbeddingGemma.Jobs;

/// <summary>Reads a partition on from a position and stores what it reads, batch by batch. Used by one caller at a time.</summary>
internal interface IPartitionReader : IAsyncDisposable
{
    /// <summary>Reads and stores the next batch.</summary>
    /// <param name="isSuspect">Whether the batch failed again and again, so that one of its documents may be at fault even where the fault does not say so: it is, if others are stored.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of it; <see langword="null"/> at the end of the partition.</returns>
    /// <remarks>After an exception the reader is of no use any more: another one begins where the last batch ended.</remarks>
    Task<BatchOutcome?> NextAsync(bool isSuspect, CancellationToken cancellationToken);
}
