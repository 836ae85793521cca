namespace SK.EmbeddingGemma.Jobs;

/// <summary>Reads a partition on from a position and stores what it reads, batch by batch. Used by one caller at a time.</summary>
internal interface IPartitionReader : IAsyncDisposable
{
    /// <summary>Reads and stores the next batch.</summary>
    /// <param name="suspicion">When a document is at fault whose fault does not say so.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What became of it; <see langword="null"/> at the end of the partition.</returns>
    /// <remarks>After an exception the reader is of no use any more: another one begins where the last batch ended.</remarks>
    Task<BatchOutcome?> NextAsync(Suspicion suspicion, CancellationToken cancellationToken);
}
