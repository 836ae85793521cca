namespace SK.EmbeddingGemma.Inference;

/// <summary>Divides texts into packs, each for one run of the graph.</summary>
internal static class PackPlanner
{
    /// <summary>The texts of a pack: bounds the pooling matrix, [texts, tokens].</summary>
    public const int TextLimit = 256;

    /// <summary>
    /// Chooses a pack among texts that wait: the first, so that none waits for ever, and those nearest to it in length, as long as
    /// they are together at most <paramref name="tokenBudget"/> tokens and <see cref="TextLimit"/> texts. The first may be longer.
    /// </summary>
    /// <param name="lengths">The texts' numbers of tokens, the one that waits longest first; at least one.</param>
    /// <param name="tokenBudget">The tokens of a pack.</param>
    /// <returns>Indices into <paramref name="lengths"/>, the nearest first.</returns>
    public static int[] Next(ReadOnlySpan<int> lengths, int tokenBudget)
    {
        var order = new long[lengths.Length]; // length, then index: the order of equals stays
        for (var i = 0; i < order.Length; i++)
            order[i] = ((long)lengths[i] << 32) | (uint)i;

        var own = order[0];
        Array.Sort(order);
        var place = Array.BinarySearch(order, own);
        var (below, above) = (place - 1, place + 1);
        var pack = new List<int> { 0 };
        var room = tokenBudget - lengths[0];
        while (pack.Count < TextLimit)
        {
            var shorter = below >= 0 ? Length(order[below]) : int.MinValue;
            var longer = above < order.Length ? Length(order[above]) : int.MaxValue;
            if (longer <= room && (below < 0 || longer - lengths[0] <= lengths[0] - shorter))
            {
                pack.Add((int)order[above++]);
                room -= longer;
                continue;
            }

            if (below < 0)
                break;

            if (shorter <= room)
            {
                pack.Add((int)order[below]);
                room -= shorter;
            }

            below--; // too long where it was not taken, and so is all that is longer
        }

        return [.. pack];
    }

    /// <summary>Divides texts that are all there into packs of indices into <paramref name="lengths"/>.</summary>
    public static IEnumerable<int[]> Plan(IReadOnlyList<int> lengths, int tokenBudget)
    {
        var rest = Enumerable.Range(0, lengths.Count).ToList();
        while (rest.Count > 0)
        {
            var pack = Array.ConvertAll(Next(rest.Select(text => lengths[text]).ToArray(), tokenBudget), position => rest[position]);
            rest.RemoveAll(pack.Contains);
            yield return pack;
        }
    }

    private static int Length(long key) => (int)(key >> 32);
}
