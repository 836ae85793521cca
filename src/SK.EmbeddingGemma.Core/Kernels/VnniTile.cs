using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Products of bytes with AVX-VNNI: four products of an unsigned and a signed byte are added to a sum of 32 bits, without saturation.</summary>
internal sealed unsafe class VnniTile : Int8Tile
{
    /// <inheritdoc/>
    public override int Multiply(byte* inputs, nint stride, int rows, sbyte* weights, int steps, nint ahead, int* sums) => rows switch
    {
        >= 6 => Multiply<RowCounts.Six>(inputs, stride, weights, steps, ahead, sums),
        >= 4 => Multiply<RowCounts.Four>(inputs, stride, weights, steps, ahead, sums),
        3 => Multiply<RowCounts.Three>(inputs, stride, weights, steps, ahead, sums),
        2 => Multiply<RowCounts.Two>(inputs, stride, weights, steps, ahead, sums),
        _ => Multiply<RowCounts.One>(inputs, stride, weights, steps, ahead, sums),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Multiply<TRows>(byte* inputs, nint stride, sbyte* weights, int steps, nint ahead, int* sums)
        where TRows : struct, IRowCount
    {
        Vector256<int> a0 = default, b0 = default, a1 = default, b1 = default, a2 = default, b2 = default;
        Vector256<int> a3 = default, b3 = default, a4 = default, b4 = default, a5 = default, b5 = default;
        byte* row0 = inputs, row1 = row0 + stride, row2 = row1 + stride, row3 = row2 + stride, row4 = row3 + stride, row5 = row4 + stride;
        for (nint i = 0; i < 4 * (nint)steps; i += 4)
        {
            var (left, right) = (Vector256.Load(weights), Vector256.Load(weights + 32));
            Sse.Prefetch0(weights + ahead);
            weights += 64;
            Add(ref a0, ref b0, left, right, row0 + i);
            if (TRows.Count > 1)
                Add(ref a1, ref b1, left, right, row1 + i);
            if (TRows.Count > 2)
                Add(ref a2, ref b2, left, right, row2 + i);
            if (TRows.Count > 3)
                Add(ref a3, ref b3, left, right, row3 + i);
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
            Store(a2, b2, sums + (2 * Outputs));
        if (TRows.Count > 3)
            Store(a3, b3, sums + (3 * Outputs));
        if (TRows.Count > 4)
        {
            Store(a4, b4, sums + (4 * Outputs));
            Store(a5, b5, sums + (5 * Outputs));
        }

        return TRows.Count;
    }

    /// <summary>Adds the products of 4 inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector256<int> a, ref Vector256<int> b, Vector256<sbyte> left, Vector256<sbyte> right, byte* inputs)
    {
        var x = Vector256.Create(*(int*)inputs).AsByte();
        a = AvxVnni.MultiplyWideningAndAdd(a, x, left);
        b = AvxVnni.MultiplyWideningAndAdd(b, x, right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> left, Vector256<int> right, int* sums)
    {
        left.Store(sums);
        right.Store(sums + 8);
    }
}
