using SK.EmbeddingGemma.Clustering;
using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Metrics;
using SK.EmbeddingGemma.Sampling;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Texts with labels that clusters are to find again.</summary>
internal sealed class ClusteringData : TaskData
{
    /// <summary>MTEB's seed and batches.</summary>
    private const uint Seed = 42;
    private const int BatchSize = 500;

    /// <summary>How often a single set is clustered, from different starts: one run says little.</summary>
    private const int RunsOfSingleSet = 10;

    private readonly (EvaluationText[] Texts, int[] Labels)[] _sets;

    /// <summary>Makes the data.</summary>
    /// <param name="sets">Sets of texts with labels, each clustered by itself.</param>
    /// <exception cref="InvalidDataException">A set is empty.</exception>
    public ClusteringData(IReadOnlyList<IReadOnlyList<(string Text, string Label)>> sets)
    {
        if (sets.Count == 0 || sets.Any(set => set.Count == 0))
            throw new InvalidDataException("The clustering task has a set without texts: there is nothing to group. Get the data set again.");
        _sets = [.. sets.Select(set => (WithPrompt(set.Select(item => item.Text), EmbeddingGemmaPrompt.Clustering), Places(set)))];
    }

    /// <inheritdoc/>
    public override IEnumerable<EvaluationText> Texts => _sets.SelectMany(set => set.Texts);

    /// <inheritdoc/>
    public override Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var random = new MersenneTwister(Seed);
            var measures = new List<double>();
            for (var run = 0; run < (_sets.Length == 1 ? RunsOfSingleSet : 1); run++)
            {
                foreach (var (texts, labels) in _sets)
                {
                    var clusters = new MiniBatchKMeans(vectors.Rows(texts), labels.Max() + 1, BatchSize, random).Fit(cancellationToken);
                    measures.Add(VMeasure.Of(labels, clusters));
                }
            }

            var mean = measures.Average();
            var values = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["v_measure"] = mean,
                ["v_measure_std"] = Math.Sqrt(measures.Average(measure => (measure - mean) * (measure - mean))),
            };
            return new TaskScores("v_measure", values, EvaluationSample.Mean([.. measures]));
        },
        cancellationToken);

    private static int[] Places(IReadOnlyList<(string Text, string Label)> set)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, label) in set)
            places.TryAdd(label, places.Count);
        return [.. set.Select(item => places[item.Label])];
    }
}
