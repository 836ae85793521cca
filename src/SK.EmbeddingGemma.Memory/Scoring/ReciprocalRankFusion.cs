namespace SK.EmbeddingGemma.Scoring;

/// <summary>Merges rankings whose scores cannot be compared, by rank alone: an item gets 1 / (60 + rank) from each ranking it is in, its rank counted from 1.</summary>
internal static class ReciprocalRankFusion
{
    /// <summary>How little the first places count more than the others: the constant of the method's authors.</summary>
    public const int Constant = 60;

    /// <summary>Merges rankings, each with the best first and no item twice. Returns all items, the best first; equal ones in the order of the first ranking they are in.</summary>
    public static List<ScoredItem<T>> Fuse<T>(params IEnumerable<IReadOnlyList<T>> rankings)
        where T : notnull
    {
        Dictionary<T, (double Score, long Order)> fused = [];
        foreach (var ranking in rankings)
        {
            for (var place = 0; place < ranking.Count; place++)
            {
                var share = 1.0 / (Constant + place + 1);
                fused[ranking[place]] = fused.TryGetValue(ranking[place], out var before) ? (before.Score + share, before.Order) : (share, fused.Count);
            }
        }

        return [.. fused.Select(pair => new ScoredItem<T>(pair.Value.Score, pair.Value.Order, pair.Key)).OrderByDescending(item => item.Score).ThenBy(item => item.Order)];
    }
}
