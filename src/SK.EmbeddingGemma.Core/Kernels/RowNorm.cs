using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>What RMSNorm divides a row by: the root of the mean of its squares.</summary>
internal static unsafe class RowNorm
{
    private const int Step = 2 * 8; // two sums at once: one alone would wait for each addition

    /// <summary>Returns 1 / the root.</summary>
    /// <param name="values">The row.</param>
    /// <param name="count">Its floats.</param>
    /// <param name="epsilon">What is added to the mean.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Inverse(float* values, int count, float epsilon)
    {
        var (even, odd) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var i = 0;
        for (; i <= count - Step; i += Step)
        {
            var (first, second) = (Vector256.Load(values + i), Vector256.Load(values + i + Vector256<float>.Count));
            even += first * first;
            odd += second * second;
        }

        var sum = Vector256.Sum(even + odd);
        for (; i < count; i++)
        {
            sum += values[i] * values[i];
        }

        return 1 / MathF.Sqrt((sum / count) + epsilon);
    }
}
