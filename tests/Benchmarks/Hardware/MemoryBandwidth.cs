using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>The most bytes a second that go to and from memory; all threads share blocks that are larger than any cache.</summary>
internal static class MemoryBandwidth
{
    private const int BlockBytes = 512 << 20;

    /// <summary>Returns bytes a second that are read for a sum.</summary>
    public static double MeasureRead(int threads) => Measure(threads, 1, (shares, repetitions) => Sum(shares[0], repetitions));

    /// <summary>Returns bytes a second that are read and written for a = b + s * c; that processors read a before they write it is not counted.</summary>
    public static double MeasureTriad(int threads) => Measure(threads, 3, (shares, repetitions) => Triad(shares[0], shares[1], shares[2], repetitions));

    private static double Measure(int threads, int blocks, Func<float[][], long, double> loop)
    {
        var length = BlockBytes / sizeof(float) / threads;
        var shares = Enumerable.Range(0, threads).Select(_ => Enumerable.Range(0, blocks).Select(_ => new float[length]).ToArray()).ToArray();
        foreach (var share in shares.SelectMany(share => share))
            share.AsSpan().Fill(1); // pages that nobody wrote are all the same

        return PeakLoop.BestRate(threads, (index, repetitions) => loop(shares[index], repetitions)) * blocks * length * sizeof(float);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(float[] share, long repetitions)
    {
        Vector256<float> a = default, b = default, c = default, d = default;
        for (var repetition = 0L; repetition < repetitions; repetition++)
        {
            var vectors = MemoryMarshal.Cast<float, Vector256<float>>(share);
            for (var i = 0; i + 4 <= vectors.Length; i += 4)
            {
                a += vectors[i];
                b += vectors[i + 1];
                c += vectors[i + 2];
                d += vectors[i + 3];
            }
        }

        return Vector256.Sum(a + b + c + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Triad(float[] a, float[] b, float[] c, long repetitions)
    {
        var scale = Vector256.Create(0.5f);
        var written = MemoryMarshal.Cast<float, Vector256<float>>(a.AsSpan());
        var x = MemoryMarshal.Cast<float, Vector256<float>>(b);
        var y = MemoryMarshal.Cast<float, Vector256<float>>(c);
        for (var repetition = 0L; repetition < repetitions; repetition++)
        {
            for (var i = 0; i < written.Length && i < x.Length && i < y.Length; i++)
                written[i] = x[i] + (scale * y[i]);
        }

        return a[0];
    }
}
