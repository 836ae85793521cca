namespace SK.EmbeddingGemma.Metrics;

/// <summary>How clusters agree with labels: the harmonic mean of homogeneity and completeness (Rosenberg and Hirschberg 2007), as scikit-learn computes it.</summary>
internal static class VMeasure
{
    /// <summary>Returns the V-measure, from 0 to 1. A single label is homogeneous, a single cluster complete.</summary>
    public static double Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> clusters)
    {
        if (labels.Length != clusters.Length)
            throw new ArgumentException($"There are {labels.Length} labels and {clusters.Length} clusters: give as many of each.", nameof(clusters));
        if (labels.IsEmpty)
            return 1;

        Dictionary<int, int> byLabel = [], byCluster = [];
        Dictionary<(int, int), int> byBoth = [];
        for (var i = 0; i < labels.Length; i++)
        {
            Count(byLabel, labels[i]);
            Count(byCluster, clusters[i]);
            Count(byBoth, (labels[i], clusters[i]));
        }

        var (labelEntropy, clusterEntropy) = (Entropy(byLabel.Values, labels.Length), Entropy(byCluster.Values, labels.Length));
        var shared = Math.Max(0, labelEntropy + clusterEntropy - Entropy(byBoth.Values, labels.Length));
        var homogeneity = labelEntropy == 0 ? 1 : shared / labelEntropy;
        var completeness = clusterEntropy == 0 ? 1 : shared / clusterEntropy;
        return homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness);
    }

    private static void Count<T>(Dictionary<T, int> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static double Entropy(IReadOnlyCollection<int> counts, int total) =>
        counts.Count == 1 ? 0 : -counts.Sum(count => (double)count / total * Math.Log((double)count / total));
}
