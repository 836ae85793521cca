using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Benchmarks.Hardware;

/// <summary>The most bytes a second that are read from memory: every thread reads a block of its own, larger than its share of any cache.</summary>
internal static class MemoryBandwidth
{
    private const int BlockBytes = 256 << 20;

    /// <summary>Returns bytes a second.</summary>
    public static double Measure(int threads)
    {
        var blocks = Enumerable.Range(0, threads).Select(_ => new long[BlockBytes / sizeof(long)]).ToArray();
        foreach (var block in blocks)
            block.AsSpan().Fill(1); // pages that nobody wrote are all the same

        return PeakLoop.BestRate(threads, (index, repetitions) => Sum(blocks[index], repetitions)) * BlockBytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum(long[] block, long repetitions)
    {
        Vector256<long> a = default, b = default, c = default, d = default;
        for (var repetition = 0L; repetition < repetitions; repetition++)
        {
            var vectors = MemoryMarshal.Cast<long, Vector256<long>>(block);
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
}
