using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Chooses the units, steps and zeros of a <see cref="BlockFormat"/>, and rounds to it. Thread-safe.</summary>
/// <param name="format">The format.</param>
internal sealed class BlockRounding(BlockFormat format)
{
    // What of a block's range its codes span: less than all of it leaves out the outermost weights, for the sake of the others.
    private static readonly float[] Shares = [1, 0.93f, 0.86f, 0.79f, 0.72f];

    /// <summary>Returns the unit of weights that share one: the largest step reaches over the widest of their blocks, and 127 to the largest weight.</summary>
    /// <param name="weights">The weights of all blocks; all zeros have the unit 1.</param>
    public float UnitOf(ReadOnlySpan<float> weights)
    {
        var (unit, levels) = (0f, (float)(format.LargestCode * format.LargestStep));
        for (var start = 0; start < weights.Length; start += BlockFormat.BlockLength)
        {
            var (least, most) = RangeOf(weights.Slice(start, Math.Min(BlockFormat.BlockLength, weights.Length - start)));
            unit = Math.Max(unit, (most / levels) - (least / levels)); // their difference may be too large for a float
            unit = Math.Max(unit, Math.Max(most, -least) / BlockFormat.LargestValue);
        }

        return unit > 0 && float.IsFinite(1 / unit) ? unit : 1;
    }

    /// <summary>Returns the step and the zero with which a block loses least, by the sum of squares.</summary>
    /// <param name="weights">The block, at most 32 weights.</param>
    /// <param name="unit">Its unit.</param>
    public byte Choose(ReadOnlySpan<float> weights, float unit)
    {
        var (least, most) = RangeOf(weights);
        var (best, bestError) = (format.Pack(1, 0), float.PositiveInfinity);
        foreach (var share in Shares)
        {
            var exact = ((most / unit) - (least / unit)) * share / format.LargestCode;
            for (var rounding = 0; rounding < 2; rounding++)
            {
                var step = Math.Clamp((int)MathF.Floor(exact) + rounding, 1, format.LargestStep);
                var zero = -least * share / (step * unit);
                for (var zeroRounding = 0; zeroRounding < 2; zeroRounding++)
                {
                    var candidate = format.Pack(step, Math.Clamp((int)MathF.Floor(zero) + zeroRounding, 0, format.LargestCode));
                    var error = ErrorOf(weights, candidate, unit);
                    if (error < bestError)
                        (best, bestError) = (candidate, error);
                }
            }
        }

        return best;
    }

    /// <summary>Returns the code of a weight.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="block">Step and zero of its block.</param>
    /// <param name="unit">The unit of its block.</param>
    public int CodeOf(float weight, byte block, float unit)
    {
        var (step, zero) = (format.StepOf(block), format.ZeroOf(block));
        var (least, most) = format.CodesOf(step, zero);
        return (int)Math.Clamp(MathF.Round(weight / (step * unit)) + zero, least, most);
    }

    private static (float Least, float Most) RangeOf(ReadOnlySpan<float> weights)
    {
        var (least, most) = (0f, 0f); // 0 is always among the values
        foreach (var weight in weights)
        {
            least = Math.Min(least, weight);
            most = Math.Max(most, weight);
        }

        return (least, most);
    }

    /// <summary>Returns the sum of squares of what a block loses, in units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float ErrorOf(ReadOnlySpan<float> weights, byte block, float unit)
    {
        var (step, zero) = (format.StepOf(block), format.ZeroOf(block));
        var (least, most) = format.CodesOf(step, zero);
        var scale = step * unit;
        var (low, high, factor) = (Vector256.Create((float)(least - zero)), Vector256.Create((float)(most - zero)), Vector256.Create(1 / scale));
        var total = Vector256<float>.Zero;
        var i = 0;
        for (; i <= weights.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var exact = Vector256.Create(weights[i..]) * factor;
            var difference = Vector256.Min(Vector256.Max(Vector256.Round(exact), low), high) - exact;
            total += difference * difference;
        }

        var sum = Vector256.Sum(total);
        for (; i < weights.Length; i++)
        {
            var exact = weights[i] * (1 / scale);
            var difference = Math.Clamp(MathF.Round(exact), least - zero, most - zero) - exact;
            sum += difference * difference;
        }

        return sum * step * step;
    }
}
