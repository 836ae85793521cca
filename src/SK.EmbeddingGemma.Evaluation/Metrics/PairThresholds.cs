using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Metrics;

/// <summary>The best that a threshold on scores can do for pairs, as MTEB finds it.</summary>
/// <param name="Accuracy">The best accuracy.</param>
/// <param name="F1">The best F1 of the positive class.</param>
/// <param name="Precision">The precision there.</param>
/// <param name="Recall">The recall there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PairThresholds(double Accuracy, double F1, double Precision, double Recall)
{
    /// <summary>Tries a threshold behind every pair but the last, in the order of scores; equal scores stay in the order of the pairs.</summary>
    public static PairThresholds Of(IReadOnlyList<double> scores, IReadOnlyList<bool> labels)
    {
        var order = Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]).ToArray();
        var positives = labels.Count(label => label);
        var best = default(PairThresholds);
        var (found, negativesLeft) = (0, labels.Count - positives);
        for (var taken = 1; taken < order.Length; taken++)
        {
            if (labels[order[taken - 1]])
                found++;
            else
                negativesLeft--;

            best = best with { Accuracy = Math.Max(best.Accuracy, (double)(found + negativesLeft) / labels.Count) };
            var (precision, recall) = ((double)found / taken, (double)found / positives);
            if (found > 0 && 2 * precision * recall / (precision + recall) is var f1 && f1 > best.F1)
                best = best with { F1 = f1, Precision = precision, Recall = recall };
        }

        return best;
    }
}
