namespace SK.EmbeddingGemma.Search;

/// <summary>Which of two documents with equal scores comes first: the one with the greater id, as trec_eval has it. Immutable and thread-safe.</summary>
internal sealed class DocumentOrder
{
    private readonly int[] _order;

    public DocumentOrder(IReadOnlyList<string> ids)
    {
        _order = new int[ids.Count];
        var place = 0;
        foreach (var document in Enumerable.Range(0, ids.Count).OrderByDescending(i => ids[i], StringComparer.Ordinal))
            _order[document] = place++;
    }

    /// <summary>Gets the number of documents.</summary>
    public int Count => _order.Length;

    /// <summary>Returns the place of a document among equals, from 0.</summary>
    public int this[int document] => _order[document];
}
