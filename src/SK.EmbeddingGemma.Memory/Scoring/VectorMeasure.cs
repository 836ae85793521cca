using System.Numerics.Tensors;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Scoring;

/// <summary>One of the functions that compare two vectors, and which of two scores is the better. Immutable and thread-safe.</summary>
internal sealed class VectorMeasure
{
    /// <summary>The function where a property names none.</summary>
    public const string Default = DistanceFunction.CosineSimilarity;

    private static readonly VectorMeasure[] All =
    [
        new(DistanceFunction.CosineSimilarity, true, VectorSums.Cosine),
        new(DistanceFunction.CosineDistance, false, static (x, y) => 1 - VectorSums.Cosine(x, y)),
        new(DistanceFunction.DotProductSimilarity, true, VectorSums.Products),
        new(DistanceFunction.NegativeDotProductSimilarity, false, static (x, y) => -VectorSums.Products(x, y)),
        new(DistanceFunction.EuclideanDistance, false, static (x, y) => Math.Sqrt(VectorSums.SquaredDifferences(x, y))),
        new(DistanceFunction.EuclideanSquaredDistance, false, VectorSums.SquaredDifferences),
        new(DistanceFunction.HammingDistance, false, static (x, y) => TensorPrimitives.HammingDistance(x, y)),
        new(DistanceFunction.ManhattanDistance, false, VectorSums.AbsoluteDifferences),
    ];

    private readonly ScoreFunction _score;

    private VectorMeasure(string name, bool higherIsBetter, ScoreFunction score)
    {
        Name = name;
        HigherIsBetter = higherIsBetter;
        _score = score;
    }

    /// <summary>Compares two vectors of one length.</summary>
    private delegate double ScoreFunction(ReadOnlySpan<float> x, ReadOnlySpan<float> y);

    /// <summary>Gets the name, one of those in <see cref="DistanceFunction"/>.</summary>
    public string Name { get; }

    /// <summary>Gets whether the higher of two scores is the better, as for a similarity, or the lower, as for a distance.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>Gets whether the score depends on the vectors' directions only, not on their lengths.</summary>
    public bool IsCosine => Name is DistanceFunction.CosineSimilarity or DistanceFunction.CosineDistance;

    /// <summary>Gets the measure of that name, or the default one for <see langword="null"/>.</summary>
    /// <exception cref="NotSupportedException">There is no such measure.</exception>
    public static VectorMeasure For(string? distanceFunction)
    {
        var name = distanceFunction ?? Default;
        return Array.Find(All, measure => measure.Name == name)
            ?? throw new NotSupportedException($"The distance function '{name}' is not supported: use one of {string.Join(", ", All.Select(measure => measure.Name))}.");
    }

    /// <summary>Compares two vectors of one length. A vector of zeros has a cosine of 0 with any other.</summary>
    public double Score(ReadOnlySpan<float> query, ReadOnlySpan<float> vector) => _score(query, vector);

    /// <summary>Returns whether the first score is better than the second, not equal to it.</summary>
    public bool IsBetter(double score, double other) => HigherIsBetter ? score > other : score < other;

    /// <summary>Returns whether the score is at least as good as the threshold; any is where there is none.</summary>
    public bool Passes(double score, double? threshold) => threshold is not { } limit || (HigherIsBetter ? score >= limit : score <= limit);
}
