using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A search by vector and by keywords, its parts checked. Immutable.</summary>
/// <param name="Search">What is searched for by vector, and what of the merged ranking is returned.</param>
/// <param name="Text">The property whose texts are searched for the keywords.</param>
/// <param name="Keywords">The keywords.</param>
internal sealed record HybridQuery(VectorQuery Search, DataPropertyModel Text, string[] Keywords)
{
    /// <summary>How many records of each ranking are merged, for each that is returned, and at least: a record in the middle of both can win.</summary>
    private const int DepthPerRecord = 4, LeastDepth = 100;

    /// <summary>Gets how many records of each ranking to merge.</summary>
    public int Depth => (int)Math.Clamp((long)DepthPerRecord * Search.Depth, LeastDepth, int.MaxValue);

    /// <summary>Merges the rankings, and returns what was asked for of the result.</summary>
    public IEnumerable<ScoredItem<T>> Merge<T>(IEnumerable<ScoredItem<T>> byVector, IReadOnlyList<T> byKeyword)
        where T : notnull =>
        ReciprocalRankFusion.Fuse([.. byVector.Select(static found => found.Item)], byKeyword)
            .Where(found => Search.ScoreThreshold is not { } least || found.Score >= least)
            .Skip(Search.Skip)
            .Take(Search.Top);
}
