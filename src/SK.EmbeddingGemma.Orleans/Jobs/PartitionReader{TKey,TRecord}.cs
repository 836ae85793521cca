using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Jobs;

/// <inheritdoc cref="IPartitionReader"/>
internal sealed class PartitionReader<TKey, TRecord>(
    string partition, IAsyncEnumerator<IndexingDocument<TRecord>> documents, VectorStoreCollection<TKey, TRecord> collection, int batchDocuments) : IPartitionReader
    where TKey : notnull
    where TRecord : class
{
    public async Task<BatchOutcome?> NextAsync(Suspicion suspicion, CancellationToken cancellationToken)
    {
        List<IndexingDocument<TRecord>> batch = [];
        while (batch.Count < batchDocuments && await documents.MoveNextAsync().ConfigureAwait(false))
            batch.Add(documents.Current);
        if (batch.Count == 0)
            return null;

        var storing = new BatchStoring<TKey, TRecord>(collection, suspicion);
        await storing.StoreAsync([.. batch.Where(static document => document.Record is not null)], cancellationToken).ConfigureAwait(false);
        var setAside = batch.Where(static document => document.Record is null).Select(document => Aside(document, document.Fault!))
            .Concat(storing.Faulty.Select(faulty => Aside(faulty.Document, DocumentFaults.Describe(faulty.Fault))));
        return new(batch[^1].Position, storing.Stored, [.. setAside]);
    }

    public ValueTask DisposeAsync() => documents.DisposeAsync();

    private SetAsideDocument Aside(IndexingDocument<TRecord> document, string fault) => new(partition, document.Id, document.Position, fault);
}
