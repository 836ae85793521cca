using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>The most 8-bit operations a second: dot products of unsigned and signed bytes on registers alone, twelve chains beside each other.</summary>
internal static class DotProductPeak
{
    private const int Chains = 12;
    private const int Steps = 64;
    private const int BytesPerVector = 32;

    /// <summary>Gets what the loop is made of; <see langword="null"/> where there is none for this processor.</summary>
    public static string? Kind => WideDotProduct.IsSupported ? "AVX-512 VNNI dot products on 512 bits"
        : AvxVnni.IsSupported ? "AVX-VNNI dot products on 256 bits"
        : Avx2.IsSupported ? "AVX2 multiply-adds of bytes (vpmaddubsw, vpmaddwd, vpaddd)"
        : null;

    /// <summary>Returns operations a second, two for a multiply-add; <see langword="null"/> where there is no loop.</summary>
    public static double? Measure(int threads)
    {
        if (WideDotProduct.IsSupported)
            return MeasureWide(threads);

        return Kind is null
            ? null
            : PeakLoop.BestRate(threads, AvxVnni.IsSupported ? LoopVnni : LoopAvx2) * Steps * Chains * BytesPerVector * 2;
    }

    private static double MeasureWide(int threads)
    {
        using var wide = new WideDotProduct();
        var rate = PeakLoop.BestRate(threads, (_, repetitions) =>
        {
            wide.Run(repetitions * Steps);
            return repetitions;
        });
        return rate * Steps * WideDotProduct.Chains * 2 * BytesPerVector * 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double LoopVnni(int index, long repetitions)
    {
        var (x, y) = (Vector256.Create((byte)(index + 1)), Vector256.Create((sbyte)1));
        Vector256<int> a = default, b = default, c = default, d = default, e = default, f = default;
        Vector256<int> g = default, h = default, i = default, j = default, k = default, l = default;
        for (var step = 0L; step < repetitions * Steps; step++)
        {
            a = AvxVnni.MultiplyWideningAndAdd(a, x, y);
            b = AvxVnni.MultiplyWideningAndAdd(b, x, y);
            c = AvxVnni.MultiplyWideningAndAdd(c, x, y);
            d = AvxVnni.MultiplyWideningAndAdd(d, x, y);
            e = AvxVnni.MultiplyWideningAndAdd(e, x, y);
            f = AvxVnni.MultiplyWideningAndAdd(f, x, y);
            g = AvxVnni.MultiplyWideningAndAdd(g, x, y);
            h = AvxVnni.MultiplyWideningAndAdd(h, x, y);
            i = AvxVnni.MultiplyWideningAndAdd(i, x, y);
            j = AvxVnni.MultiplyWideningAndAdd(j, x, y);
            k = AvxVnni.MultiplyWideningAndAdd(k, x, y);
            l = AvxVnni.MultiplyWideningAndAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    // The bytes are added to, so that the products of a chain cannot be taken out of the loop.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double LoopAvx2(int index, long repetitions)
    {
        var (y, ones) = (Vector256.Create((sbyte)1), Vector256.Create((short)1));
        Vector256<int> a = Vector256.Create(index + 1), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        for (var step = 0L; step < repetitions * Steps; step++)
        {
            a = Step(a, y, ones);
            b = Step(b, y, ones);
            c = Step(c, y, ones);
            d = Step(d, y, ones);
            e = Step(e, y, ones);
            f = Step(f, y, ones);
            g = Step(g, y, ones);
            h = Step(h, y, ones);
            i = Step(i, y, ones);
            j = Step(j, y, ones);
            k = Step(k, y, ones);
            l = Step(l, y, ones);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Step(Vector256<int> sum, Vector256<sbyte> y, Vector256<short> ones) =>
        Avx2.Add(sum, Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(sum.AsByte(), y), ones));
}
