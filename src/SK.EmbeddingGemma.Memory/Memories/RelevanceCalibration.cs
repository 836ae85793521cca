using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Memories;

/// <summary>Knows how alike a query and a text are at least if one is about the other: measured for known models, else from how alike unrelated ones are.</summary>
internal static class RelevanceCalibration
{
    /// <summary>How far above the mean of unrelated pairs the floor lies, in standard deviations.</summary>
    private const double Deviations = 3;

    /// <summary>The floors that tests/SK.EmbeddingGemma.Memory.Tests/Memories/FloorMeasurement.cs measured, by a model's name.</summary>
    private static readonly Dictionary<string, double> Measured = new(StringComparer.Ordinal) { ["embeddinggemma-nano"] = 0.30, ["embeddinggemma-300m"] = 0.28 };

    /// <summary>Returns the measured floor of a model, or <see langword="null"/>.</summary>
    public static double? Find(EmbeddingGemmaSpace? space) => space is not null && Measured.TryGetValue(space.Model, out var floor) ? floor : null;

    /// <summary>Returns the floor of any model, from every pair of a query and a text about something else.</summary>
    public static async Task<double> EstimateAsync(MemoryEmbedder embedder, CancellationToken cancellationToken)
    {
        var queries = await embedder.EmbedAsync(UnrelatedPairs.Queries, EmbeddingGemmaPrompt.Query, cancellationToken).ConfigureAwait(false);
        var texts = await embedder.EmbedAsync(UnrelatedPairs.Texts, EmbeddingGemmaPrompt.Document(), cancellationToken).ConfigureAwait(false);
        return FloorOf(Scores(queries, texts));
    }

    /// <summary>Returns the scores of every query and every text at another place.</summary>
    internal static double[] Scores(IReadOnlyList<ReadOnlyMemory<float>> queries, IReadOnlyList<ReadOnlyMemory<float>> texts) =>
    [
        .. from q in Enumerable.Range(0, queries.Count)
           from t in Enumerable.Range(0, texts.Count)
           where q != t
           select (double)TensorPrimitives.CosineSimilarity(queries[q].Span, texts[t].Span),
    ];

    /// <summary>Returns the floor for scores of unrelated pairs.</summary>
    internal static double FloorOf(IReadOnlyCollection<double> scores)
    {
        var mean = scores.Average();
        var deviation = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / scores.Count);
        return Math.Min(1, mean + (Deviations * deviation));
    }
}
