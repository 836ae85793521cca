using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>Products with the dot-product instructions of Arm, which multiply signed bytes.</summary>
internal sealed unsafe class ArmTile : Int8Tile
{
    /// <inheritdoc/>
    public override Int8Inputs Inputs => Int8Inputs.SignedBytes;

    /// <inheritdoc/>
    public override int Multiply(byte* inputs, nint stride, int rows, sbyte* weights, int steps, nint ahead, int* sums) => rows switch
    {
        >= 4 => Multiply<RowCounts.Four>(inputs, stride, weights, steps, ahead, sums),
        >= 2 => Multiply<RowCounts.Two>(inputs, stride, weights, steps, ahead, sums),
        _ => Multiply<RowCounts.One>(inputs, stride, weights, steps, ahead, sums),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Multiply<TRows>(byte* inputs, nint stride, sbyte* weights, int steps, nint ahead, int* sums)
        where TRows : struct, IRowCount
    {
        Vector128<int> a0 = default, b0 = default, c0 = default, d0 = default, a1 = default, b1 = default, c1 = default, d1 = default;
        Vector128<int> a2 = default, b2 = default, c2 = default, d2 = default, a3 = default, b3 = default, c3 = default, d3 = default;
        int* row0 = (int*)inputs, row1 = (int*)(inputs + stride), row2 = (int*)(inputs + (2 * stride)), row3 = (int*)(inputs + (3 * stride));
        for (nint i = 0; i < steps; i++)
        {
            var (a, b, c, d) = (Vector128.Load(weights), Vector128.Load(weights + 16), Vector128.Load(weights + 32), Vector128.Load(weights + 48));
            weights += Outputs * StepInputs;
            Add(ref a0, ref b0, ref c0, ref d0, a, b, c, d, row0[i]);
            if (TRows.Count > 1)
                Add(ref a1, ref b1, ref c1, ref d1, a, b, c, d, row1[i]);
            if (TRows.Count > 2)
            {
                Add(ref a2, ref b2, ref c2, ref d2, a, b, c, d, row2[i]);
                Add(ref a3, ref b3, ref c3, ref d3, a, b, c, d, row3[i]);
            }
        }

        Store(a0, b0, c0, d0, sums);
        if (TRows.Count > 1)
            Store(a1, b1, c1, d1, sums + Outputs);
        if (TRows.Count > 2)
        {
            Store(a2, b2, c2, d2, sums + (2 * Outputs));
            Store(a3, b3, c3, d3, sums + (3 * Outputs));
        }

        return TRows.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        ref Vector128<int> sumA, ref Vector128<int> sumB, ref Vector128<int> sumC, ref Vector128<int> sumD, Vector128<sbyte> a, Vector128<sbyte> b, Vector128<sbyte> c, Vector128<sbyte> d, int inputs)
    {
        var x = Vector128.Create(inputs).AsSByte();
        sumA = Dp.DotProduct(sumA, a, x);
        sumB = Dp.DotProduct(sumB, b, x);
        sumC = Dp.DotProduct(sumC, c, x);
        sumD = Dp.DotProduct(sumD, d, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d, int* sums)
    {
        a.Store(sums);
        b.Store(sums + 4);
        c.Store(sums + 8);
        d.Store(sums + 12);
    }
}
