using SK.EmbeddingGemma.Sampling;

namespace SK.EmbeddingGemma.Comparison;

/// <summary>
/// How far two scores on the same items differ, and how sure that is: the items are drawn again and again, with repetition and the same ones for both sides (Efron's bootstrap; 95% between the
/// percentiles).
/// </summary>
internal static class PairedBootstrap
{
    /// <summary>The seed: a comparison that is made again says the same.</summary>
    private const uint Seed = 20250924;
    private const double Outside = 0.025;

    /// <summary>Compares two samples.</summary>
    /// <param name="first">The one that is compared with.</param>
    /// <param name="second">The one that is compared: a positive difference means that it is better.</param>
    /// <param name="draws">How often items are drawn, at least 40.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <returns>The difference of the scores, and between which values it lies in 95 of 100 draws.</returns>
    /// <exception cref="ArgumentException">The samples have not the same items.</exception>
    public static (double Difference, double Low, double High) Compare(EvaluationSample first, EvaluationSample second, int draws, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 40);
        if (first.Count != second.Count)
            throw new ArgumentException($"One side has {first.Count} items and the other {second.Count}: compare results of one task and one state of its data.", nameof(second));

        var all = Enumerable.Range(0, first.Count).ToArray();
        var random = new MersenneTwister(Seed);
        var differences = new List<double>(draws);
        for (var draw = 0; draw < draws; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chosen = Array.ConvertAll(all, _ => random.NextUpTo(all.Length - 1));
            var difference = second.Score(chosen) - first.Score(chosen);
            if (double.IsFinite(difference))
                differences.Add(difference); // a draw of items that are all alike has no correlation
        }

        differences.Sort();
        var whole = second.Score(all) - first.Score(all);
        return differences.Count == 0 ? (whole, double.NaN, double.NaN) : (whole, At(differences, Outside), At(differences, 1 - Outside));
    }

    private static double At(List<double> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var (low, part) = ((int)place, place - (int)place);
        return low + 1 < sorted.Count ? sorted[low] + (part * (sorted[low + 1] - sorted[low])) : sorted[low];
    }
}
