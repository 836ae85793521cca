using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// e^x in single precision: x = n ln 2 + r, so e^x = 2^n e^r, with e^r as the first terms of its Taylor series, which within |r| of at most ln 2 / 2
/// is right to 2e-7. Below -87 the result is 0, above 88 it stays at e^88: it is used for weights and gates, where that changes nothing.
/// </summary>
internal static class Exponential
{
    private const float Least = -87;
    private const float Most = 88;
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f; // few bits, so that n times it is exact
    private const float Ln2Low = -2.12194440e-4f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> x)
    {
        var n = Vector256.Round(Vector256.Min(x, Vector256.Create(Most)) * Log2E);
        var r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2High), Vector256.Min(x, Vector256.Create(Most)));
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2Low), r);
        var sum = Vector256.MultiplyAddEstimate(r, Vector256.Create(1f / 5040), Vector256.Create(1f / 720));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f / 120));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f / 24));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f / 6));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(0.5f));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f));
        sum = Vector256.MultiplyAddEstimate(sum, r, Vector256.Create(1f));
        var power = (Vector256.ConvertToInt32Native(n) + Vector256.Create(127)) << 23;
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(Least)), Vector256<float>.Zero, sum * power.AsSingle());
    }
}
