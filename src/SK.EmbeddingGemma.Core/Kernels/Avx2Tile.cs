using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>
/// Products with AVX2 without VNNI. Its product of unsigned and signed bytes saturates at 16 bits (two products of 255 and 127 do not
/// fit), so both sides are widened to 16 bits first.
/// </summary>
internal sealed unsafe class Avx2Tile : Int8Tile
{
    private const int PartOutputs = 4;

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
            Vector256<int> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default;
            var part = weights + (output * StepInputs);
            long* row0 = (long*)inputs, row1 = (long*)(inputs + stride), row2 = (long*)(inputs + (2 * stride));
            for (nint i = 0; i < steps; i++)
            {
                var left = Avx2.ConvertToVector256Int16(part);
                var right = Avx2.ConvertToVector256Int16(part + (PartOutputs * StepInputs));
                Sse.Prefetch0(part + ahead);
                part += Outputs * StepInputs;
                Add(ref a0, ref b0, left, right, row0[i]);
                if (TRows.Count > 1)
                    Add(ref a1, ref b1, left, right, row1[i]);
                if (TRows.Count > 2)
                    Add(ref a2, ref b2, left, right, row2[i]);
            }

            Store(a0, b0, sums + output);
            if (TRows.Count > 1)
                Store(a1, b1, sums + Outputs + output);
            if (TRows.Count > 2)
                Store(a2, b2, sums + (2 * Outputs) + output);
        }

        return TRows.Count;
    }

    /// <summary>Adds the products of 4 inputs: two sums for each output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector256<int> a, ref Vector256<int> b, Vector256<short> left, Vector256<short> right, long inputs)
    {
        var x = Vector256.Create(inputs).AsInt16();
        a = Avx2.Add(a, Avx2.MultiplyAddAdjacent(left, x));
        b = Avx2.Add(b, Avx2.MultiplyAddAdjacent(right, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> a, Vector256<int> b, int* sums) =>
        Avx2.Permute4x64(Avx2.HorizontalAdd(a, b).AsInt64(), 0b11_01_10_00).AsInt32().Store(sums); // it adds within halves: 0 1 4 5 | 2 3 6 7
}
