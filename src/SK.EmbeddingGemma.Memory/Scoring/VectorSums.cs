using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Scoring;

/// <summary>
/// Sums over one or two vectors of one length, in single precision with SIMD. Where a sum leaves the range in which that is exact enough, as with values of 1e-20 or 1e20, it is
/// computed once more in double precision: no score is NaN, or a matter of rounding.
/// </summary>
internal static class VectorSums
{
    /// <summary>Sums of squares between these lose nothing: the terms that matter are normal numbers, and products of two roots stay in range.</summary>
    private const float LeastSquares = 1e-30f, MostSquares = 1e37f;

    /// <summary>Adds up the products.</summary>
    public static double Products(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = TensorPrimitives.Dot(x, y);
        return float.IsFinite(sum) ? sum : ExactProducts(x, y);
    }

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
        return double.IsFinite(sum) ? sum : ExactDifferences(x, y);
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
        return sum is >= LeastSquares and <= MostSquares ? sum : ExactSquaredDifferences(x, y);
    }

    /// <summary>Computes the cosine of the angle between two vectors; 0 where one is all zeros.</summary>
    public static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(x);
        var right = MemoryMarshal.Cast<float, Vector<float>>(y);
        Vector<float> products = default, leftSquares = default, rightSquares = default;
        for (var index = 0; index < left.Length; index++)
        {
            products = Vector.FusedMultiplyAdd(left[index], right[index], products);
            leftSquares = Vector.FusedMultiplyAdd(left[index], left[index], leftSquares);
            rightSquares = Vector.FusedMultiplyAdd(right[index], right[index], rightSquares);
        }

        var (product, leftSquare, rightSquare) = (Vector.Sum(products), Vector.Sum(leftSquares), Vector.Sum(rightSquares));
        for (var index = left.Length * Vector<float>.Count; index < x.Length; index++)
        {
            product += x[index] * y[index];
            leftSquare += x[index] * x[index];
            rightSquare += y[index] * y[index];
        }

        return IsExact(leftSquare) && IsExact(rightSquare) ? product / (Math.Sqrt(leftSquare) * Math.Sqrt(rightSquare)) : ExactCosine(x, y);
    }

    /// <summary>Computes the length of a vector.</summary>
    public static double Norm(ReadOnlySpan<float> vector)
    {
        var squares = TensorPrimitives.SumOfSquares(vector);
        return Math.Sqrt(IsExact(squares) ? squares : ExactProducts(vector, vector));
    }

    private static bool IsExact(float squares) => squares is >= LeastSquares and <= MostSquares;

    private static double ExactCosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var (left, right) = (ExactProducts(x, x), ExactProducts(y, y));
        return left > 0 && right > 0 ? ExactProducts(x, y) / (Math.Sqrt(left) * Math.Sqrt(right)) : 0;
    }

    private static double ExactProducts(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (var index = 0; index < x.Length; index++)
            sum += (double)x[index] * y[index];
        return sum;
    }

    private static double ExactDifferences(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (var index = 0; index < x.Length; index++)
            sum += Math.Abs((double)x[index] - y[index]);
        return sum;
    }

    private static double ExactSquaredDifferences(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (var index = 0; index < x.Length; index++)
            sum += ((double)x[index] - y[index]) * ((double)x[index] - y[index]);
        return sum;
    }
}
