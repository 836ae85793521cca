namespace SK.EmbeddingGemma.Records;

/// <summary>
/// What a store does for a migration to another model. Whoever migrates takes stale records in batches, which have their source text back in their vector
/// properties, and upserts them through whatever decorates the collection; they are stale no more.
/// </summary>
/// <typeparam name="TRecord">The type of records.</typeparam>
internal interface IReembedding<TRecord>
    where TRecord : class
{
    /// <summary>Begins or resumes a migration to the space of the current generators; returns how many records are stale.</summary>
    /// <exception cref="InvalidOperationException">Source texts were not kept, or the space of a generator is not known.</exception>
    Task<long> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Gives some stale records; none when all are done.</summary>
    Task<IReadOnlyList<TRecord>> NextAsync(int count, CancellationToken cancellationToken);

    /// <summary>Ends the migration, so that searches are allowed again; returns whether nothing is stale any more.</summary>
    Task<bool> CompleteAsync(CancellationToken cancellationToken);
}
