using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>The least and the largest of some numbers.</summary>
internal static unsafe class Extremes
{
    /// <summary>Returns both; not a number, where one of the numbers is none.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="count">How many there are, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float Least, float Most) Of(float* values, int count)
    {
        var (least, most) = (values[0], values[0]);
        var i = 0;
        if (count >= Vector256<float>.Count)
        {
            var (leasts, mosts) = (Vector256.Load(values), Vector256.Load(values));
            for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var next = Vector256.Load(values + i);
                leasts = Vector256.Min(leasts, next);
                mosts = Vector256.Max(mosts, next);
            }

            for (var lane = 0; lane < Vector256<float>.Count; lane++)
            {
                (least, most) = (MathF.Min(least, leasts[lane]), MathF.Max(most, mosts[lane]));
            }
        }

        for (; i < count; i++)
        {
            (least, most) = (MathF.Min(least, values[i]), MathF.Max(most, values[i]));
        }

        return (least, most);
    }
}
