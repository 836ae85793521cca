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
            var x = Vector256.Create(*(int*)(row0 + i)).AsByte();
            a0 = AvxVnni.MultiplyWideningAndAdd(a0, x, left);
            b0 = AvxVnni.MultiplyWideningAndAdd(b0, x, right);
            if (TRows.Count > 1)
            {
                x = Vector256.Create(*(int*)(row1 + i)).AsByte();
                a1 = AvxVnni.MultiplyWideningAndAdd(a1, x, left);
                b1 = AvxVnni.MultiplyWideningAndAdd(b1, x, right);
            }

            if (TRows.Count > 2)
            {
                x = Vector256.Create(*(int*)(row2 + i)).AsByte();
                a2 = AvxVnni.MultiplyWideningAndAdd(a2, x, left);
                b2 = AvxVnni.MultiplyWideningAndAdd(b2, x, right);
            }

            if (TRows.Count > 3)
            {
                x = Vector256.Create(*(int*)(row3 + i)).AsByte();
                a3 = AvxVnni.MultiplyWideningAndAdd(a3, x, left);
                b3 = AvxVnni.MultiplyWideningAndAdd(b3, x, right);
            }

            if (TRows.Count > 4)
            {
                x = Vector256.Create(*(int*)(row4 + i)).AsByte();
                a4 = AvxVnni.MultiplyWideningAndAdd(a4, x, left);
                b4 = AvxVnni.MultiplyWideningAndAdd(b4, x, right);
                x = Vector256.Create(*(int*)(row5 + i)).AsByte();
                a5 = AvxVnni.MultiplyWideningAndAdd(a5, x, left);
                b5 = AvxVnni.MultiplyWideningAndAdd(b5, x, right);
            }
        }

        Store(a0, b0, sums);
        if (TRows.Count > 1)
            Store(a1, b1, sums + 16);
        if (TRows.Count > 2)
            Store(a2, b2, sums + 32);
        if (TRows.Count > 3)
            Store(a3, b3, sums + 48);
        if (TRows.Count > 4)
        {
            Store(a4, b4, sums + 64);
            Store(a5, b5, sums + 80);
        }

        return TRows.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> left, Vector256<int> right, int* sums)
    {
        left.Store(sums);
        right.Store(sums + 8);
    }
}
