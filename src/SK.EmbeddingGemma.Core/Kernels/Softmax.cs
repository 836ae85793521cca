using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Softmax of a row of scores, but for the division by the sum, which is done once at the end of attention.</summary>
internal static unsafe class Softmax
{
    /// <summary>Replaces scores by e^(score - largest), those out of reach by 0.</summary>
    /// <param name="scores">The scores; their number is a multiple of 8.</param>
    /// <param name="count">The number.</param>
    /// <param name="first">The first in reach.</param>
    /// <param name="end">The end of those in reach, which are one at least.</param>
    /// <returns>The sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exponentiate(float* scores, int count, int first, int end)
    {
        var most = Vector256.Create(Extremes.Of(scores + first, end - first).Most);
        new Span<float>(scores, first).Fill(float.NegativeInfinity);
        new Span<float>(scores + end, count - end).Fill(float.NegativeInfinity);
        var sums = Vector256<float>.Zero;
        for (var i = 0; i < count; i += Vector256<float>.Count)
        {
            var weights = Exponential.Of(Vector256.Load(scores + i) - most);
            weights.Store(scores + i);
            sums += weights;
        }

        return Vector256.Sum(sums);
    }

    /// <summary>Divides a mean by the sum of its weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Divide(float* values, int count, float sum, float* result)
    {
        var i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256.Load(values + i) / Vector256.Create(sum)).Store(result + i);
        }

        for (; i < count; i++)
        {
            result[i] = values[i] / sum;
        }
    }
}
