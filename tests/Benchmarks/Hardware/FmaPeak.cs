using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>The most single-precision operations a second: multiply-adds on registers alone, twelve chains beside each other.</summary>
internal static class FmaPeak
{
    private const int Chains = 12;
    private const int Steps = 64;

    /// <summary>Gets what the loop is made of.</summary>
    public static string Kind => Avx512F.IsSupported ? "FMA on 512 bits" : Vector256.IsHardwareAccelerated ? "FMA on 256 bits" : "FMA on 128 bits";

    /// <summary>Returns operations a second, two for a multiply-add.</summary>
    public static double Measure(int threads)
    {
        Func<int, long, double> loop = Avx512F.IsSupported ? Loop512 : Vector256.IsHardwareAccelerated ? Loop256 : Loop128;
        var width = Avx512F.IsSupported ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        return PeakLoop.BestRate(threads, loop) * Steps * Chains * width * 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Loop512(int index, long repetitions)
    {
        var (m, n) = (Vector512.Create(0.999f), Vector512.Create(0.001f * (index + 1)));
        Vector512<float> a = m, b = m, c = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m, k = m, l = m;
        for (var step = 0L; step < repetitions * Steps; step++)
        {
            a = Avx512F.FusedMultiplyAdd(a, m, n);
            b = Avx512F.FusedMultiplyAdd(b, m, n);
            c = Avx512F.FusedMultiplyAdd(c, m, n);
            d = Avx512F.FusedMultiplyAdd(d, m, n);
            e = Avx512F.FusedMultiplyAdd(e, m, n);
            f = Avx512F.FusedMultiplyAdd(f, m, n);
            g = Avx512F.FusedMultiplyAdd(g, m, n);
            h = Avx512F.FusedMultiplyAdd(h, m, n);
            i = Avx512F.FusedMultiplyAdd(i, m, n);
            j = Avx512F.FusedMultiplyAdd(j, m, n);
            k = Avx512F.FusedMultiplyAdd(k, m, n);
            l = Avx512F.FusedMultiplyAdd(l, m, n);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Loop256(int index, long repetitions)
    {
        var (m, n) = (Vector256.Create(0.999f), Vector256.Create(0.001f * (index + 1)));
        Vector256<float> a = m, b = m, c = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m, k = m, l = m;
        for (var step = 0L; step < repetitions * Steps; step++)
        {
            a = Vector256.MultiplyAddEstimate(a, m, n);
            b = Vector256.MultiplyAddEstimate(b, m, n);
            c = Vector256.MultiplyAddEstimate(c, m, n);
            d = Vector256.MultiplyAddEstimate(d, m, n);
            e = Vector256.MultiplyAddEstimate(e, m, n);
            f = Vector256.MultiplyAddEstimate(f, m, n);
            g = Vector256.MultiplyAddEstimate(g, m, n);
            h = Vector256.MultiplyAddEstimate(h, m, n);
            i = Vector256.MultiplyAddEstimate(i, m, n);
            j = Vector256.MultiplyAddEstimate(j, m, n);
            k = Vector256.MultiplyAddEstimate(k, m, n);
            l = Vector256.MultiplyAddEstimate(l, m, n);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Loop128(int index, long repetitions)
    {
        var (m, n) = (Vector128.Create(0.999f), Vector128.Create(0.001f * (index + 1)));
        Vector128<float> a = m, b = m, c = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m, k = m, l = m;
        for (var step = 0L; step < repetitions * Steps; step++)
        {
            a = Vector128.MultiplyAddEstimate(a, m, n);
            b = Vector128.MultiplyAddEstimate(b, m, n);
            c = Vector128.MultiplyAddEstimate(c, m, n);
            d = Vector128.MultiplyAddEstimate(d, m, n);
            e = Vector128.MultiplyAddEstimate(e, m, n);
            f = Vector128.MultiplyAddEstimate(f, m, n);
            g = Vector128.MultiplyAddEstimate(g, m, n);
            h = Vector128.MultiplyAddEstimate(h, m, n);
            i = Vector128.MultiplyAddEstimate(i, m, n);
            j = Vector128.MultiplyAddEstimate(j, m, n);
            k = Vector128.MultiplyAddEstimate(k, m, n);
            l = Vector128.MultiplyAddEstimate(l, m, n);
        }

        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
