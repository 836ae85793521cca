using System.Numerics;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Scoring;

/// <summary>Sums over two vectors of one length that <see cref="System.Numerics.Tensors.TensorPrimitives"/> has not in one pass.</summary>
internal static class VectorSums
{
    /// <summary>Adds up the absolute differences.</summary>
    public static double AbsoluteDifferences(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(x);
        var right = MemoryMarshal.Cast<float, Vector<float>>(y);
        var sums = Vector<float>.Zero;
        for (var index = 0; index < left.Length; index++)
            sums += Vector.Abs(left[index] - right[index]);

        double sum = Vector.Sum(sums);
        for (var index = left.Length * Vector<float>.Count; index < x.Length; index++)
            sum += Math.Abs(x[index] - y[index]);
        return sum;
    }

    /// <summary>Adds up the squares of the differences.</summary>
    public static double SquaredDifferences(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(x);
        var right = MemoryMarshal.Cast<float, Vector<float>>(y);
        var sums = Vector<float>.Zero;
        for (var index = 0; index < left.Length; index++)
        {
            var difference = left[index] - right[index];
            sums += difference * difference;
        }

        double sum = Vector.Sum(sums);
        for (var index = left.Length * Vector<float>.Count; index < x.Length; index++)
            sum += (x[index] - y[index]) * (x[index] - y[index]);
        return sum;
    }

    /// <summary>Computes the cosine in double precision, for vectors whose squares leave the range of a float; 0 where one is all zeros.</summary>
    public static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double dot = 0, left = 0, right = 0;
        for (var index = 0; index < x.Length; index++)
        {
            dot += (double)x[index] * y[index];
            left += (double)x[index] * x[index];
            right += (double)y[index] * y[index];
        }

        return left > 0 && right > 0 ? dot / (Math.Sqrt(left) * Math.Sqrt(right)) : 0;
    }
}
