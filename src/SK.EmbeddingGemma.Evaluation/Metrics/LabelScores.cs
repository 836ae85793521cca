using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Metrics;

/// <summary>How predicted labels agree with true ones, as scikit-learn defines it.</summary>
/// <param name="Accuracy">The share that is right.</param>
/// <param name="MacroF1">The mean of the labels' F1.</param>
/// <param name="WeightedF1">The mean of the labels' F1, each label weighted by how often it is true.</param>
/// <param name="WeightedPrecision">The mean of the labels' precision, weighted so.</param>
/// <param name="WeightedRecall">The mean of the labels' recall, weighted so: the accuracy.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LabelScores(double Accuracy, double MacroF1, double WeightedF1, double WeightedPrecision, double WeightedRecall)
{
    /// <summary>Compares labels, which are whole numbers from 0. Labels that are neither true nor predicted anywhere do not count; what would divide by 0 is 0.</summary>
    public static LabelScores Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted)
    {
        if (truth.Length != predicted.Length || truth.Length == 0)
            throw new ArgumentException($"There are {truth.Length} true labels and {predicted.Length} predicted ones: give as many of each, at least 1.", nameof(predicted));

        var count = 1;
        for (var i = 0; i < truth.Length; i++)
            count = Math.Max(count, Math.Max(truth[i], predicted[i]) + 1);
        var (right, actual, claimed) = (new int[count], new int[count], new int[count]);
        for (var i = 0; i < truth.Length; i++)
        {
            actual[truth[i]]++;
            claimed[predicted[i]]++;
            if (truth[i] == predicted[i])
                right[truth[i]]++;
        }

        return Sum(right, actual, claimed, truth.Length);
    }

    private static LabelScores Sum(int[] right, int[] actual, int[] claimed, int total)
    {
        var (labels, macro, f1, precision, recall) = (0, 0.0, 0.0, 0.0, 0.0);
        for (var label = 0; label < right.Length; label++)
        {
            if (actual[label] + claimed[label] == 0)
                continue;

            var weight = (double)actual[label] / total;
            var own = 2.0 * right[label] / (actual[label] + claimed[label]);
            labels++;
            macro += own;
            f1 += weight * own;
            precision += claimed[label] == 0 ? 0 : weight * right[label] / claimed[label];
            recall += actual[label] == 0 ? 0 : weight * right[label] / actual[label];
        }

        return new((double)right.Sum() / total, macro / labels, f1, precision, recall);
    }
}
