namespace SK.EmbeddingGemma.Metrics;

/// <summary>The measures of one ranking as trec_eval defines them, and so pytrec_eval.</summary>
/// <param name="gains">The judgement of each document in the ranking, the best first: 0 or less for what is irrelevant or was not judged.</param>
/// <param name="judged">All judgements of the query, of documents that were not found too.</param>
internal sealed class RankedJudgements(IReadOnlyList<int> gains, IEnumerable<int> judged)
{
    private readonly int[] _ideal = [.. judged.Where(gain => gain > 0).OrderDescending()];

    /// <summary>Returns the discounted gain of the first documents over that of the best ranking: linear gains, discounted by the logarithm of the rank.</summary>
    public double Ndcg(int depth)
    {
        var best = Gain(_ideal, depth);
        return best > 0 ? Gain(gains, depth) / best : 0;
    }

    /// <summary>Returns the mean of the precisions at the relevant documents among the first, where those that were not found count 0.</summary>
    public double AveragePrecision(int depth)
    {
        if (_ideal.Length == 0)
            return 0;

        var (sum, found) = (0.0, 0);
        for (var rank = 0; rank < Math.Min(depth, gains.Count); rank++)
        {
            if (gains[rank] > 0)
                sum += (double)++found / (rank + 1);
        }

        return sum / _ideal.Length;
    }

    /// <summary>Returns the share of relevant documents that are among the first.</summary>
    public double Recall(int depth) => _ideal.Length == 0 ? 0 : (double)Found(depth) / _ideal.Length;

    /// <summary>Returns the share of relevant ones among the first documents; a ranking that is too short has irrelevant ones at its end.</summary>
    public double Precision(int depth) => (double)Found(depth) / depth;

    /// <summary>Returns 1 over the rank of the first relevant document, and 0 where none is among the first.</summary>
    public double ReciprocalRank(int depth)
    {
        for (var rank = 0; rank < Math.Min(depth, gains.Count); rank++)
        {
            if (gains[rank] > 0)
                return 1.0 / (rank + 1);
        }

        return 0;
    }

    private static double Gain(IReadOnlyList<int> gains, int depth)
    {
        var sum = 0.0;
        for (var rank = 0; rank < Math.Min(depth, gains.Count); rank++)
            sum += Math.Max(0, gains[rank]) / Math.Log2(rank + 2);
        return sum;
    }

    private int Found(int depth)
    {
        var found = 0;
        for (var rank = 0; rank < Math.Min(depth, gains.Count); rank++)
        {
            if (gains[rank] > 0)
                found++;
        }

        return found;
    }
}
