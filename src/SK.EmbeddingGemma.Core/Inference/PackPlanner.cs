namespace SK.EmbeddingGemma.Inference;

/// <summary>Divides texts into packs that are run one after another.</summary>
internal static class PackPlanner
{
    /// <summary>
    /// Returns packs of indices into <paramref name="lengths"/>, shortest texts first; a pack holds at most <paramref name="tokenBudget"/>
    /// tokens and <paramref name="textLimit"/> texts, or one longer text alone.
    /// </summary>
    public static IEnumerable<ArraySegment<int>> Plan(IReadOnlyList<int> lengths, int tokenBudget, int textLimit)
    {
        var order = Enumerable.Range(0, lengths.Count).OrderBy(index => lengths[index]).ToArray();
        var (start, tokens) = (0, 0);
        for (var i = 0; i < order.Length; i++)
        {
            var length = lengths[order[i]];
            if (i > start && (tokens + length > tokenBudget || i - start == textLimit))
            {
                yield return new ArraySegment<int>(order, start, i - start);
                (start, tokens) = (i, 0);
            }

            tokens += length;
        }

        if (order.Length > start)
        {
            yield return new ArraySegment<int>(order, start, order.Length - start);
        }
    }
}
