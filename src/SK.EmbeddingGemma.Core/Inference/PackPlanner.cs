namespace SK.EmbeddingGemma.Inference;

/// <summary>Divides texts into packs that are run one after another.</summary>
/// <param name="tokenBudget">The most tokens of a pack of several texts.</param>
/// <param name="textLimit">The most texts of a pack.</param>
/// <param name="longestShared">The most tokens of a text that shares a pack with others.</param>
internal sealed class PackPlanner(int tokenBudget, int textLimit, int longestShared)
{
    /// <summary>How much of a pack's attention may be padding before the next longer text begins a pack of its own.</summary>
    private const int PaddingLimit = 4;

    /// <summary>The scores, queries times keys, that cost less than another pack would, padding or not.</summary>
    private const long FreeScores = 256 * 1024;

    /// <summary>Returns packs of indices into <paramref name="lengths"/>, shortest texts first.</summary>
    public IEnumerable<ArraySegment<int>> Plan(IReadOnlyList<int> lengths)
    {
        var order = Enumerable.Range(0, lengths.Count).OrderBy(index => lengths[index]).ToArray();
        var (start, tokens, scores) = (0, 0, 0L);
        for (var i = 0; i < order.Length; i++)
        {
            long length = lengths[order[i]];
            var padded = length * length * (i - start + 1);
            var isFull = tokens + length > tokenBudget || i - start == textLimit || length > longestShared
                || (padded > FreeScores && padded > PaddingLimit * (scores + (length * length)));
            if (i > start && isFull)
            {
                yield return new ArraySegment<int>(order, start, i - start);
                (start, tokens, scores) = (i, 0, 0);
            }

            tokens += (int)length;
            scores += length * length;
        }

        if (order.Length > start)
        {
            yield return new ArraySegment<int>(order, start, order.Length - start);
        }
    }
}
