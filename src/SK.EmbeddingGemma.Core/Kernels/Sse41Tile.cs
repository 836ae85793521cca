using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// Products with what every x64 processor of today has, widened to 16 bits as in <see cref="Avx2Tile"/>: code that was compiled ahead of time
/// for all processors may use no more.
/// </summary>
internal sealed unsafe class Sse41Tile : Int8Tile
{
    private const int PartOutputs = 2;

    /// <inheritdoc/>
    public override Int8Inputs Inputs => Int8Inputs.Shorts;

    /// <inheritdoc/>
    public override int Multiply(byte* inputs, nint stride, int rows, sbyte* weights, int steps, nint ahead, int* sums) => rows switch
    {
        >= 3 => Multiply<RowCounts.Three>(inputs, stride, weights, steps, ahead, sums),
        2 => Multiply<RowCounts.Two>(inputs, stride, weights, steps, ahead, sums),
        _ => Multiply<RowCounts.One>(inputs, stride, weights, steps, ahead, sums),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Multiply<TRows>(byte* inputs, nint stride, sbyte* weights, int steps, nint ahead, int* sums)
        where TRows : struct, IRowCount
    {
        for (var output = 0; output < Outputs; output += 2 * PartOutputs)
        {
            Vector128<int> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default;
            var part = weights + (output * StepInputs);
            long* row0 = (long*)inputs, row1 = (long*)(inputs + stride), row2 = (long*)(inputs + (2 * stride));
            for (nint i = 0; i < steps; i++)
            {
                var left = Sse41.ConvertToVector128Int16(part);
                var right = Sse41.ConvertToVector128Int16(part + (PartOutputs * StepInputs));
                Sse.Prefetch0(part + ahead);
                part += Outputs * StepInputs;
                Add(ref a0, ref b0, left, right, row0[i]);
                if (TRows.Count > 1)
                    Add(ref a1, ref b1, left, right, row1[i]);
                if (TRows.Count > 2)
                    Add(ref a2, ref b2, left, right, row2[i]);
            }

            Ssse3.HorizontalAdd(a0, b0).Store(sums + output);
            if (TRows.Count > 1)
                Ssse3.HorizontalAdd(a1, b1).Store(sums + Outputs + output);
            if (TRows.Count > 2)
                Ssse3.HorizontalAdd(a2, b2).Store(sums + (2 * Outputs) + output);
        }

        return TRows.Count;
    }

    /// <summary>Adds the products of 4 inputs: two sums for each output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector128<int> a, ref Vector128<int> b, Vector128<short> left, Vector128<short> right, long inputs)
    {
        var x = Vector128.Create(inputs).AsInt16();
        a = Sse2.Add(a, Sse2.MultiplyAddAdjacent(left, x));
        b = Sse2.Add(b, Sse2.MultiplyAddAdjacent(right, x));
    }
}
