using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Benchmarks.Stores;

/// <summary>Vectors of length 1 around common centres, as those of texts are; the same in every run. Not thread-safe.</summary>
internal sealed class SeededVectors
{
    private const int Seed = 2025;
    private const float Spread = 0.8f;

    private readonly Random _random = new(Seed);
    private readonly float[][] _centres;
    private readonly int _dimensions;

    /// <param name="dimensions">The length of a vector, in floats.</param>
    /// <param name="clusters">The number of centres.</param>
    public SeededVectors(int dimensions, int clusters)
    {
        _dimensions = dimensions;
        _centres = [.. Enumerable.Range(0, clusters).Select(_ => Noise())];
    }

    /// <summary>Returns the next vector.</summary>
    public float[] Next()
    {
        var vector = Noise();
        TensorPrimitives.MultiplyAdd<float>(vector, Spread, _centres[_random.Next(_centres.Length)], vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private float[] Noise() => [.. Enumerable.Range(0, _dimensions).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble())))];
}
