namespace SK.EmbeddingGemma.Inference;

/// <summary>Divides a pack into runs of the graph, where its texts are too unlike to share one.</summary>
/// <param name="longestShared">The most tokens of a text that shares a run with others.</param>
internal sealed class RunPlanner(int longestShared)
{
    /// <summary>How much of a run's attention may be padding before the next longer text begins a run of its own.</summary>
    private const int PaddingLimit = 4;

    /// <summary>The scores, queries times keys, that cost less than another run would, padding or not.</summary>
    private const long FreeScores = 256 * 1024;

    /// <summary>Returns runs of indices into <paramref name="lengths"/>, shortest texts first.</summary>
    public IEnumerable<ArraySegment<int>> Plan(IReadOnlyList<int> lengths)
    {
        var order = Enumerable.Range(0, lengths.Count).OrderBy(index => lengths[index]).ToArray();
        var (start, scores) = (0, 0L);
        for (var i = 0; i < order.Length; i++)
        {
            long length = lengths[order[i]];
            var padded = length * length * (i - start + 1);
            var isWasteful = padded > FreeScores && padded > PaddingLimit * (scores + (length * length));
            if (i > start && (length > longestShared || isWasteful))
            {
                yield return new ArraySegment<int>(order, start, i - start);
                (start, scores) = (i, 0);
            }

            scores += length * length;
        }

        if (order.Length > start)
        {
            yield return new ArraySegment<int>(order, start, order.Length - start);
        }
    }
}
