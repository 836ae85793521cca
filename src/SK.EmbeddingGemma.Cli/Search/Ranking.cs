namespace SK.EmbeddingGemma.Cli;

/// <summary>Keeps the best hits of a query, whatever number comes. Of equal ones the earlier is better. Not thread-safe.</summary>
/// <param name="top">The most hits to keep, at least 1.</param>
internal sealed class Ranking(int top)
{
    private readonly PriorityQueue<SearchHit, (float Score, long Place)> _hits = new();
    private long _count;

    /// <summary>Adds a hit.</summary>
    public void Add(SearchHit hit)
    {
        _hits.Enqueue(hit, (hit.Score, -_count++));
        if (_hits.Count > top)
            _hits.Dequeue();
    }

    /// <summary>Returns the hits, the best first, and forgets them.</summary>
    public IReadOnlyList<SearchHit> TakeBest()
    {
        var hits = new SearchHit[_hits.Count];
        for (var i = hits.Length - 1; i >= 0; i--)
            hits[i] = _hits.Dequeue();
        return hits;
    }
}
