using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Products with AVX-512 on processors without AVX-VNNI, widened to 16 bits as in <see cref="Avx2Tile"/>: .NET has no AVX-512 VNNI.</summary>
internal sealed unsafe class Avx512Tile : Int8Tile
{
    private const int Half = Outputs * StepInputs / 2;

    /// <inheritdoc/>
    public override Int8Inputs Inputs => Int8Inputs.Shorts;

    /// <inheritdoc/>
    public override int Multiply(byte* inputs, nint stride, int rows, sbyte* weights, int steps, nint ahead, int* sums) => rows switch
    {
        >= 6 => Multiply<RowCounts.Six>(inputs, stride, weights, steps, ahead, sums),
        >= 4 => Multiply<RowCounts.Four>(inputs, stride, weights, steps, ahead, sums),
        >= 2 => Multiply<RowCounts.Two>(inputs, stride, weights, steps, ahead, sums),
        _ => Multiply<RowCounts.One>(inputs, stride, weights, steps, ahead, sums),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Multiply<TRows>(byte* inputs, nint stride, sbyte* weights, int steps, nint ahead, int* sums)
        where TRows : struct, IRowCount
    {
        Vector512<int> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default;
        Vector512<int> a3 = default, b3 = default, a4 = default, b4 = default, a5 = default, b5 = default;
        byte* row0 = inputs, row1 = row0 + stride, row2 = row1 + stride, row3 = row2 + stride, row4 = row3 + stride, row5 = row4 + stride;
        for (nint i = 0; i < (nint)steps * sizeof(long); i += sizeof(long))
        {
            var left = Avx512BW.ConvertToVector512Int16(Vector256.Load(weights));
            var right = Avx512BW.ConvertToVector512Int16(Vector256.Load(weights + Half));
            Sse.Prefetch0(weights + ahead);
            weights += 2 * Half;
            Add(ref a0, ref b0, left, right, row0 + i);
            if (TRows.Count > 1)
                Add(ref a1, ref b1, left, right, row1 + i);
            if (TRows.Count > 2)
            {
                Add(ref a2, ref b2, left, right, row2 + i);
                Add(ref a3, ref b3, left, right, row3 + i);
            }

            if (TRows.Count > 4)
            {
                Add(ref a4, ref b4, left, right, row4 + i);
                Add(ref a5, ref b5, left, right, row5 + i);
            }
        }

        Store(a0, b0, sums);
        if (TRows.Count > 1)
            Store(a1, b1, sums + Outputs);
        if (TRows.Count > 2)
        {
            Store(a2, b2, sums + (2 * Outputs));
            Store(a3, b3, sums + (3 * Outputs));
        }

        if (TRows.Count > 4)
        {
            Store(a4, b4, sums + (4 * Outputs));
            Store(a5, b5, sums + (5 * Outputs));
        }

        return TRows.Count;
    }

    /// <summary>Adds the products of 4 inputs: two sums for each output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector512<int> a, ref Vector512<int> b, Vector512<short> left, Vector512<short> right, byte* inputs)
    {
        var x = Vector512.Create(*(long*)inputs).AsInt16();
        a = Avx512F.Add(a, Avx512BW.MultiplyAddAdjacent(left, x));
        b = Avx512F.Add(b, Avx512BW.MultiplyAddAdjacent(right, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> a, Vector512<int> b, int* sums)
    {
        Store(a, sums);
        Store(b, sums + (Outputs / 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> pairs, int* sums) =>
        Avx2.Permute4x64(Avx2.HorizontalAdd(pairs.GetLower(), pairs.GetUpper()).AsInt64(), 0b11_01_10_00).AsInt32().Store(sums);
}
