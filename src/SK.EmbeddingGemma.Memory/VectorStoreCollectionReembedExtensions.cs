using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma;

/// <summary>Migrates collections to another model.</summary>
public static class VectorStoreCollectionReembedExtensions
{
    private const int BatchSize = 64;

    /// <summary>
    /// Makes all vectors of a collection anew with its current generators, from the texts that were kept beside them. Each batch is a transaction: a call that is
    /// cancelled or killed is resumed by the next. Searches are refused until it is finished; other writers must use the new generator meanwhile.
    /// </summary>
    /// <param name="collection">A collection of a <see cref="SqliteVectorStore"/>, an <see cref="InMemoryVectorStore"/> or another store that keeps source texts, decorated or not.</param>
    /// <param name="progress">Is told after each batch; <see langword="null"/> for nobody.</param>
    /// <param name="cancellationToken">Cancels it between or within batches.</param>
    /// <exception cref="ArgumentNullException"><paramref name="collection"/> is <see langword="null"/>.</exception>
    /// <exception cref="NotSupportedException">The collection's store keeps no source texts.</exception>
    /// <exception cref="InvalidOperationException">Texts of some records were not kept, or a generator does not tell its space.</exception>
    public static async Task ReembedAsync<TKey, TRecord>(
        this VectorStoreCollection<TKey, TRecord> collection, IProgress<ReembedProgress>? progress = null, CancellationToken cancellationToken = default)
        where TKey : notnull
        where TRecord : class
    {
        ArgumentNullException.ThrowIfNull(collection);
        var source = collection.GetService(typeof(IReembedding<TRecord>)) as IReembedding<TRecord>
            ?? throw new NotSupportedException($"The collection '{collection.Name}' cannot be migrated: its store does not keep the texts of vectors, as {nameof(SqliteVectorStore)} and {nameof(InMemoryVectorStore)} do. Upsert its records again.");

        var total = await source.BeginAsync(cancellationToken).ConfigureAwait(false);
        long completed = 0;
        progress?.Report(new(completed, total));
        do
        {
            while (await source.NextAsync(BatchSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } batch)
            {
                await collection.UpsertAsync(batch, cancellationToken).ConfigureAwait(false);
                completed += batch.Count;
                progress?.Report(new(completed, Math.Max(total, completed)));
            }
        }
        while (!await source.CompleteAsync(cancellationToken).ConfigureAwait(false));
    }
}
