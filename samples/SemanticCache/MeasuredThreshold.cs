using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

/// <summary>Finds the threshold on pairs of questions that are known to mean the same, or not.</summary>
internal static class MeasuredThreshold
{
    /// <summary>
    /// Measures the cosine of each pair and returns the least one above all pairs that mean different things, halfway to the next: a cache that gives a wrong answer is worse than one that asks the
    /// model again.
    /// </summary>
    public static async Task<(double Threshold, int Found, int Same)> FindAsync(IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<QuestionPair> pairs)
    {
        var first = await generator.GenerateAsync(pairs.Select(pair => pair.First));
        var second = await generator.GenerateAsync(pairs.Select(pair => pair.Second));
        var cosines = pairs.Select((pair, i) => (pair.MeansTheSame, Cosine: TensorPrimitives.CosineSimilarity(first[i].Vector.Span, second[i].Vector.Span))).ToList();
        var different = cosines.Where(pair => !pair.MeansTheSame).Max(pair => pair.Cosine);
        var same = cosines.Where(pair => pair.MeansTheSame).Select(pair => pair.Cosine).ToList();
        var above = same.Where(cosine => cosine > different).DefaultIfEmpty(1).Min();
        return ((different + above) / 2, same.Count(cosine => cosine > different), same.Count);
    }
}
