using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Search;

/// <summary>Finds documents in a vector store that lives as long as this.</summary>
internal sealed class StoreSearch : IDocumentSearch
{
    private const int RecordsAtOnce = 500;

    private readonly VectorStore _store;
    private readonly VectorStoreCollection<object, Dictionary<string, object?>> _documents;
    private readonly DocumentOrder _order;

    private StoreSearch(VectorStore store, VectorStoreCollection<object, Dictionary<string, object?>> documents, DocumentOrder order) => (_store, _documents, _order) = (store, documents, order);

    /// <summary>Fills a store with documents.</summary>
    public static async Task<StoreSearch> CreateAsync(EvaluationSearch search, VectorTable documents, DocumentOrder order, CancellationToken cancellationToken)
    {
        VectorStore store = search == EvaluationSearch.InMemory
            ? new InMemoryVectorStore()
            : new SqliteVectorStore(new SqliteVectorStoreOptions(":memory:") { Search = search == EvaluationSearch.TwoStage ? VectorSearchStrategy.TwoStage : VectorSearchStrategy.Exact });
        try
        {
            var collection = store.GetDynamicCollection("documents", new()
            {
                Properties = [new VectorStoreKeyProperty("Key", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>), documents.Dimensions)],
            });
            await collection.EnsureCollectionExistsAsync(cancellationToken).ConfigureAwait(false);
            foreach (var rows in Enumerable.Range(0, documents.Count).Chunk(RecordsAtOnce))
            {
                await collection.UpsertAsync(
                    rows.Select(row => new Dictionary<string, object?>(StringComparer.Ordinal) { ["Key"] = row, ["Vector"] = new ReadOnlyMemory<float>(documents[row].ToArray()) }),
                    cancellationToken).ConfigureAwait(false);
            }

            return new(store, collection, order);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyList<int>> FindAsync(ReadOnlyMemory<float> query, int top, CancellationToken cancellationToken)
    {
        var found = new List<(int Document, double Score)>();
        await foreach (var result in _documents.SearchAsync(query, top, cancellationToken: cancellationToken).ConfigureAwait(false))
            found.Add(((int)result.Record["Key"]!, result.Score ?? throw new InvalidDataException("The store gave a document without a score: it cannot be ranked.")));
        return [.. found.OrderByDescending(hit => hit.Score).ThenBy(hit => _order[hit.Document]).Select(hit => hit.Document)];
    }

    public void Dispose()
    {
        _documents.Dispose();
        _store.Dispose();
    }
}
