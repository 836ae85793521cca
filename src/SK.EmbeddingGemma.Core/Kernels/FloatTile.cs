using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Kernels;

/// <summary>The innermost product in single precision: some rows with a panel of 32 columns. Thread-safe.</summary>
internal static unsafe class FloatTile
{
    /// <summary>The columns of a panel.</summary>
    public const int Columns = 32;

    /// <summary>Multiplies rows with a panel. A result is summed in the order of the panel's rows, whatever the other rows and columns.</summary>
    /// <param name="rows">The rows, <paramref name="depth"/> floats each.</param>
    /// <param name="rowStride">The floats from a row to the next.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="panel">The panel, [depth, 32].</param>
    /// <param name="depth">The depth.</param>
    /// <param name="result">Where the results go, 32 for each row.</param>
    /// <param name="resultStride">The floats from a row of results to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* rows, nint rowStride, int count, float* panel, int depth, float* result, nint resultStride)
    {
        while (count > 0)
        {
            var done =
                Vector512.IsHardwareAccelerated ? Multiply<Vector512<float>, FloatLanes.Wide>(rows, rowStride, count, panel, depth, result, resultStride) :
                Vector256.IsHardwareAccelerated ? Multiply<Vector256<float>, FloatLanes.Middle>(rows, rowStride, count, panel, depth, result, resultStride) :
                Multiply<Vector128<float>, FloatLanes.Narrow>(rows, rowStride, count, panel, depth, result, resultStride);
            rows += done * rowStride;
            result += done * resultStride;
            count -= done;
        }
    }

    private static int Multiply<TVector, TLanes>(float* rows, nint stride, int count, float* panel, int depth, float* result, nint resultStride)
        where TVector : struct
        where TLanes : struct, IFloatLanes<TVector> => count switch
        {
            >= 12 when TLanes.MostRows >= 12 => Multiply<TVector, TLanes, RowCounts.Twelve>(rows, stride, panel, depth, result, resultStride),
            >= 8 when TLanes.MostRows >= 8 => Multiply<TVector, TLanes, RowCounts.Eight>(rows, stride, panel, depth, result, resultStride),
            >= 6 => Multiply<TVector, TLanes, RowCounts.Six>(rows, stride, panel, depth, result, resultStride),
            >= 4 => Multiply<TVector, TLanes, RowCounts.Four>(rows, stride, panel, depth, result, resultStride),
            >= 2 => Multiply<TVector, TLanes, RowCounts.Two>(rows, stride, panel, depth, result, resultStride),
            _ => Multiply<TVector, TLanes, RowCounts.One>(rows, stride, panel, depth, result, resultStride),
        };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SuppressMessage("Design", "MA0051:Method is too long", Justification = "The sums stay in registers only as variables of one method.")]
    private static int Multiply<TVector, TLanes, TRows>(float* rows, nint stride, float* panel, int depth, float* result, nint resultStride)
        where TVector : struct
        where TLanes : struct, IFloatLanes<TVector>
        where TRows : struct, IRowCount
    {
        for (var column = 0; column < Columns; column += 2 * TLanes.Count)
        {
            TVector a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default, a8 = default, a9 = default, a10 = default, a11 = default;
            TVector b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default, b8 = default, b9 = default, b10 = default, b11 = default;
            var right = panel + column;
            var x = rows;
            var triple = 3 * stride;
            var ahead = (nint)depth * Columns; // the panel behind this one is next, and would come from memory too late
            for (var i = 0; i < depth; i++)
            {
                var (left, next) = (TLanes.Load(right), TLanes.Load(right + TLanes.Count));
                if (Sse.IsSupported)
                {
                    Sse.Prefetch1(right + ahead);
                    Sse.Prefetch1(right + ahead + (Columns / 2));
                }

                right += Columns;
                Step<TVector, TLanes>(ref a0, ref b0, left, next, x);
                if (TRows.Count > 1)
                    Step<TVector, TLanes>(ref a1, ref b1, left, next, x + stride);
                if (TRows.Count > 2)
                {
                    Step<TVector, TLanes>(ref a2, ref b2, left, next, x + (2 * stride));
                    Step<TVector, TLanes>(ref a3, ref b3, left, next, x + triple);
                }

                if (TRows.Count > 4)
                {
                    var y = x + (4 * stride);
                    Step<TVector, TLanes>(ref a4, ref b4, left, next, y);
                    Step<TVector, TLanes>(ref a5, ref b5, left, next, y + stride);
                    if (TRows.Count > 6)
                    {
                        Step<TVector, TLanes>(ref a6, ref b6, left, next, y + (2 * stride));
                        Step<TVector, TLanes>(ref a7, ref b7, left, next, y + triple);
                    }
                }

                if (TRows.Count > 8)
                {
                    var y = x + (8 * stride);
                    Step<TVector, TLanes>(ref a8, ref b8, left, next, y);
                    Step<TVector, TLanes>(ref a9, ref b9, left, next, y + stride);
                    Step<TVector, TLanes>(ref a10, ref b10, left, next, y + (2 * stride));
                    Step<TVector, TLanes>(ref a11, ref b11, left, next, y + triple);
                }

                x++;
            }

            var target = result + column;
            Store<TVector, TLanes>(a0, b0, target);
            if (TRows.Count > 1)
                Store<TVector, TLanes>(a1, b1, target + resultStride);
            if (TRows.Count > 2)
            {
                Store<TVector, TLanes>(a2, b2, target + (2 * resultStride));
                Store<TVector, TLanes>(a3, b3, target + (3 * resultStride));
            }

            if (TRows.Count > 4)
            {
                Store<TVector, TLanes>(a4, b4, target + (4 * resultStride));
                Store<TVector, TLanes>(a5, b5, target + (5 * resultStride));
            }

            if (TRows.Count > 6)
            {
                Store<TVector, TLanes>(a6, b6, target + (6 * resultStride));
                Store<TVector, TLanes>(a7, b7, target + (7 * resultStride));
            }

            if (TRows.Count > 8)
            {
                Store<TVector, TLanes>(a8, b8, target + (8 * resultStride));
                Store<TVector, TLanes>(a9, b9, target + (9 * resultStride));
                Store<TVector, TLanes>(a10, b10, target + (10 * resultStride));
                Store<TVector, TLanes>(a11, b11, target + (11 * resultStride));
            }
        }

        return TRows.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TVector, TLanes>(ref TVector a, ref TVector b, TVector left, TVector right, float* x)
        where TVector : struct
        where TLanes : struct, IFloatLanes<TVector>
    {
        var value = TLanes.Broadcast(*x);
        a = TLanes.MultiplyAdd(value, left, a);
        b = TLanes.MultiplyAdd(value, right, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVector, TLanes>(TVector a, TVector b, float* target)
        where TVector : struct
        where TLanes : struct, IFloatLanes<TVector>
    {
        TLanes.Store(a, target);
        TLanes.Store(b, target + TLanes.Count);
    }
}
