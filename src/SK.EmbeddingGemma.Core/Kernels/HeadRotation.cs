using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>What becomes of a query or key head before attention: RMSNorm, then rotary position embedding (RoPE) of its halves.</summary>
internal static unsafe class HeadRotation
{
    /// <summary>Normalises and rotates a head.</summary>
    /// <param name="head">The head.</param>
    /// <param name="size">Its floats.</param>
    /// <param name="norm">The scale of the norm.</param>
    /// <param name="cosines">The cosines of its position.</param>
    /// <param name="sines">The sines of its position.</param>
    /// <param name="epsilon">What is added to the mean square.</param>
    /// <param name="factor">What the result is multiplied by.</param>
    /// <param name="result">Where it goes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* head, int size, float* norm, float* cosines, float* sines, float epsilon, float factor, float* result)
    {
        var inverse = factor * RowNorm.Inverse(head, size, epsilon);
        var half = size / 2;
        var i = 0;
        for (; i <= half - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (cosine, sine) = (Vector256.Load(cosines + i), Vector256.Load(sines + i));
            var left = Vector256.Load(head + i) * Vector256.Load(norm + i) * inverse;
            var right = Vector256.Load(head + half + i) * Vector256.Load(norm + half + i) * inverse;
            ((left * cosine) - (right * sine)).Store(result + i);
            ((right * cosine) + (left * sine)).Store(result + half + i);
        }

        for (; i < half; i++)
        {
            var (left, right) = (head[i] * norm[i] * inverse, head[half + i] * norm[half + i] * inverse);
            result[i] = (left * cosines[i]) - (right * sines[i]);
            result[half + i] = (right * cosines[i]) + (left * sines[i]);
        }
    }
}
