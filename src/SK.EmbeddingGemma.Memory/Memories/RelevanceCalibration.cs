using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Memories;

/// <summary>Knows how alike a query and a text are at least if one is about the other: measured for known models, else from how alike unrelated ones are.</summary>
internal static class RelevanceCalibration
{
    /// <summary>How far above the mean of unrelated pairs the floor lies, in standard deviations.</summary>
    private const double Deviations = 3;

    /// <summary>
    /// The floors that were measured, by a model's name and the length of vectors, which are the more alike the shorter they are: by <c>embeddinggemma eval --calibrate</c>
    /// (samples/Evaluation/README.md), that of the whole vectors of EmbeddingGemma 300M by tests/SK.EmbeddingGemma.Memory.Tests/Memories/FloorMeasurement.cs.
    /// </summary>
    private static readonly Dictionary<(string Model, int Dimensions), double> Measured = new()
    {
        [("embeddinggemma-nano", 384)] = 0.30,
        [("embeddinggemma-nano", 256)] = 0.30,
        [("embeddinggemma-nano", 128)] = 0.35,
        [("embeddinggemma-nano", 64)] = 0.43,
        [("embeddinggemma-300m", 768)] = 0.28,
        [("embeddinggemma-300m", 512)] = 0.31,
        [("embeddinggemma-300m", 256)] = 0.38,
        [("embeddinggemma-300m", 128)] = 0.43,
    };

    /// <summary>Returns the measured floor of a model's vectors of a length, or <see langword="null"/>.</summary>
    public static double? Find(EmbeddingGemmaSpace? space) => space is not null && Measured.TryGetValue((space.Model, space.Dimensions), out var floor) ? floor : null;

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
