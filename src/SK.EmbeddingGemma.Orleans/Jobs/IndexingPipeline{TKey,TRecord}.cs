using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>A source and a collection. Thread-safe, as these are.</summary>
internal sealed class IndexingPipeline<TKey, TRecord>(Func<IIndexingSource<TRecord>> source, Func<VectorStoreCollection<TKey, TRecord>> collection, IndexingOptions options)
    : IndexingPipeline(options), IDisposable
    where TKey : notnull
    where TRecord : class
{
    private readonly Lazy<IIndexingSource<TRecord>> _source = new(source);
    private readonly Lazy<VectorStoreCollection<TKey, TRecord>> _collection = new(collection);
    private readonly SemaphoreSlim _ensuring = new(1, 1);
    private volatile bool _exists;

    public override Task<IReadOnlyList<string>> GetPartitionsAsync(string job, CancellationToken cancellationToken) => _source.Value.GetPartitionsAsync(job, cancellationToken);

    public override async Task<IPartitionReader> OpenAsync(string partition, string? after, CancellationToken cancellationToken)
    {
        await EnsureCollectionAsync(cancellationToken).ConfigureAwait(false);
        var documents = _source.Value.ReadAsync(partition, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        return new PartitionReader<TKey, TRecord>(partition, documents, _collection.Value, Options.BatchDocuments);
    }

    public void Dispose() => _ensuring.Dispose();

    private async Task EnsureCollectionAsync(CancellationToken cancellationToken)
    {
        if (_exists)
            return;

        await _ensuring.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_exists)
                await _collection.Value.EnsureCollectionExistsAsync(cancellationToken).ConfigureAwait(false);
            _exists = true;
        }
        finally
        {
            _ensuring.Release();
        }
    }
}
