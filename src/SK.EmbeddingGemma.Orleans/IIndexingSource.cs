namespace SK.EmbeddingGemma;

/// <summary>What an indexing job reads its documents from: a table, a bucket, a folder that all silos see.</summary>
/// <typeparam name="TRecord">The type of the records that are stored.</typeparam>
/// <remarks>Used by several silos and threads at the same time; the container owns it.</remarks>
public interface IIndexingSource<TRecord>
    where TRecord : class
{
    /// <summary>Divides the documents into partitions, which are read at the same time: by ranges of keys, by files. Asked once for each job.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The partitions' names, each once. A job's progress is kept for each.</returns>
    Task<IReadOnlyList<string>> GetPartitionsAsync(string job, CancellationToken cancellationToken);

    /// <summary>Reads a partition's documents, in an order that is always the same.</summary>
    /// <param name="partition">The partition's name.</param>
    /// <param name="after">The <see cref="IndexingDocument{TRecord}.Position"/> after which to go on; <see langword="null"/> for the beginning.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<IndexingDocument<TRecord>> ReadAsync(string partition, string? after, CancellationToken cancellationToken);
}
