using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>
/// The most 8-bit operations a second: dot products of unsigned and signed bytes on registers alone. .NET has the instruction on 256
/// bits only (AVX-VNNI); a processor that has it on 512 bits too can do up to twice as much, and more than 100% may be reached.
/// </summary>
internal static class DotProductPeak
{
    private const int Chains = 8;
    private const int Steps = 64;
    private const int BytesPerVector = 32;

    /// <summary>Gets what the loop is made of; <see langword="null"/> where there is none for this processor.</summary>
    public static string? Kind => AvxVnni.IsSupported ? "AVX-VNNI dot products on 256 bits (.NET has none on 512)"
        : Avx2.IsSupported ? "AVX2 multiply-adds of bytes (vpmaddubsw, vpmaddwd, vpaddd)"
        : null;

    /// <summary>Returns operations a second, two for a multiply-add; <see langword="null"/> where there is no loop.</summary>
    public static double? Measure(int threads) => Kind is null
        ? null
        : PeakLoop.BestRate(threads, AvxVnni.IsSupported ? LoopVnni : LoopAvx2) * Steps * Chains * BytesPerVector * 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double LoopVnni(int index, long repetitions)
    {
        var (x, y) = (Vector256.Create((byte)(index + 1)), Vector256.Create((sbyte)1));
        Vector256<int> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
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
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h);
    }

    // The bytes are added to, so that the products of a chain cannot be taken out of the loop.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double LoopAvx2(int index, long repetitions)
    {
        var (y, ones) = (Vector256.Create((sbyte)1), Vector256.Create((short)1));
        Vector256<int> a = Vector256.Create(index + 1), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
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
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Step(Vector256<int> sum, Vector256<sbyte> y, Vector256<short> ones) =>
        Avx2.Add(sum, Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(sum.AsByte(), y), ones));
}
