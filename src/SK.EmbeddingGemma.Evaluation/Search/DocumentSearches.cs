using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Search;

/// <summary>Makes what finds documents.</summary>
internal static class DocumentSearches
{
    /// <summary>Makes a search over documents, in the order of their ids' places.</summary>
    public static async Task<IDocumentSearch> CreateAsync(EvaluationSearch search, VectorTable documents, DocumentOrder order, CancellationToken cancellationToken) =>
        search == EvaluationSearch.BruteForce
            ? new BruteForceSearch(documents, order)
            : await StoreSearch.CreateAsync(search, documents, order, cancellationToken).ConfigureAwait(false);
}
