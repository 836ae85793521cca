using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Jobs;

/// <inheritdoc cref="IPartitionReader"/>
internal sealed class PartitionReader<TKey, TRecord>(
    string partition, IAsyncEnumerator<IndexingDocument<TRecord>> documents, VectorStoreCollection<TKey, TRecord> collection, int batchDocuments) : IPartitionReader
    where TKey : notnull
    where TRecord : class
{
    public async Task<BatchOutcome?> NextAsync(CancellationToken cancellationToken)
    {
        List<IndexingDocument<TRecord>> batch = [];
        while (batch.Count < batchDocuments && await documents.MoveNextAsync().ConfigureAwait(false))
            batch.Add(documents.Current);
        if (batch.Count == 0)
            return null;

        List<SetAsideDocument> setAside = [.. batch.Where(static document => document.Record is null).Select(document => Aside(document, document.Fault!))];
        List<IndexingDocument<TRecord>> readable = [.. batch.Where(static document => document.Record is not null)];
        await StoreAsync(readable, setAside, cancellationToken).ConfigureAwait(false);
        return new(batch[^1].Position, batch.Count - setAside.Count, setAside);
    }

    public ValueTask DisposeAsync() => documents.DisposeAsync();

    /// <summary>Stores documents; where one of them is at fault, in halves, until it is found: the others are stored.</summary>
    private async Task StoreAsync(List<IndexingDocument<TRecord>> batch, List<SetAsideDocument> setAside, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
            return;

        try
        {
            await collection.UpsertAsync(batch.Select(static document => document.Record!), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (batch.Count == 1 && DocumentFaults.Includes(exception))
        {
            setAside.Add(Aside(batch[0], DocumentFaults.Describe(exception)));
        }
        catch (Exception exception) when (DocumentFaults.Includes(exception))
        {
            var half = batch.Count / 2;
            await StoreAsync(batch[..half], setAside, cancellationToken).ConfigureAwait(false);
            await StoreAsync(batch[half..], setAside, cancellationToken).ConfigureAwait(false);
        }
    }

    private SetAsideDocument Aside(IndexingDocument<TRecord> document, string fault) => new(partition, document.Id, document.Position, fault);
}
