namespace SK.EmbeddingGemma.Search;

/// <summary>Finds the documents nearest to a query.</summary>
internal interface IDocumentSearch : IDisposable
{
    /// <summary>Returns the places of the nearest documents, the best first.</summary>
    Task<IReadOnlyList<int>> FindAsync(ReadOnlyMemory<float> query, int top, CancellationToken cancellationToken);
}
