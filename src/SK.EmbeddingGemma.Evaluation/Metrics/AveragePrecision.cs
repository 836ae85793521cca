namespace SK.EmbeddingGemma.Metrics;

/// <summary>Average precision as scikit-learn defines it: precisions weighted by the gain of recall, over the distinct scores, so that equal scores are taken together.</summary>
internal static class AveragePrecision
{
    /// <summary>Returns the average precision, from 0 to 1; 0 where nothing is relevant.</summary>
    /// <param name="scores">The scores, the highest for what is held most relevant.</param>
    /// <param name="relevant">What is relevant.</param>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> relevant)
    {
        if (scores.Length != relevant.Length)
            throw new ArgumentException($"There are {scores.Length} scores and {relevant.Length} judgements: give as many of each.", nameof(relevant));

        var sorted = scores.ToArray();
        var labels = relevant.ToArray();
        Array.Sort(sorted, labels);
        var total = labels.Count(label => label);
        if (total == 0)
            return 0;

        var (sum, found) = (0.0, 0);
        for (var end = sorted.Length - 1; end >= 0;)
        {
            var (start, before) = (end, found);
            while (start >= 0 && sorted[start] == sorted[end])
            {
                if (labels[start])
                    found++;
                start--;
            }

            sum += (found - before) * ((double)found / (sorted.Length - 1 - start));
            end = start;
        }

        return sum / total;
    }
}
