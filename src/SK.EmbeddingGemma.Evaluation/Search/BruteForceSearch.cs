using System.Numerics.Tensors;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Search;

/// <summary>Compares a query with every document by the product of their vectors, which have length 1.</summary>
internal sealed class BruteForceSearch(VectorTable documents, DocumentOrder order) : IDocumentSearch
{
    public Task<IReadOnlyList<int>> FindAsync(ReadOnlyMemory<float> query, int top, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var best = new BestResults<int>(top, higherIsBetter: true);
        for (var i = 0; i < documents.Count; i++)
            best.Add(TensorPrimitives.Dot(query.Span, documents[i]), order[i], i);
        return Task.FromResult<IReadOnlyList<int>>(best.ToSorted().ConvertAll(found => found.Item));
    }

    public void Dispose()
    {
        // Nothing but memory.
    }
}
