using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SK.EmbeddingGemma.Quantisation;

/// <summary>Products of vectors of bytes, exact in 32 bits.</summary>
internal static class CodeProducts
{
    /// <summary>What is added to the query's codes to make them unsigned, as the processor's instruction wants them.</summary>
    public const int Offset = 128;

    /// <summary>Lengths are multiples of this.</summary>
    public const int Step = 64;

    /// <summary>Gets whether the processor has an instruction for it.</summary>
    public static bool IsAccelerated => AvxVnni.IsSupported;

    /// <summary>Multiplies a query's codes plus <see cref="Offset"/> with a row's; the row's sum times the offset is still in the result.</summary>
    public static int WithOffset(ReadOnlySpan<byte> query, ReadOnlySpan<sbyte> row)
    {
        ref var left = ref MemoryMarshal.GetReference(query);
        ref var right = ref MemoryMarshal.GetReference(row);
        Vector256<int> one = default, other = default;
        for (nuint index = 0; index < (nuint)row.Length; index += Step)
        {
            one = AvxVnni.MultiplyWideningAndAdd(one, Vector256.LoadUnsafe(ref left, index), Vector256.LoadUnsafe(ref right, index));
            other = AvxVnni.MultiplyWideningAndAdd(other, Vector256.LoadUnsafe(ref left, index + 32), Vector256.LoadUnsafe(ref right, index + 32));
        }

        return Vector256.Sum(one + other);
    }

    /// <summary>Multiplies a query's codes with a row's, on any processor.</summary>
    public static int Portable(ReadOnlySpan<sbyte> query, ReadOnlySpan<sbyte> row)
    {
        var left = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(query);
        var right = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(row);
        var sums = Vector<int>.Zero;
        for (var index = 0; index < left.Length; index++)
        {
            Vector.Widen(left[index], out var leftLow, out var leftHigh);
            Vector.Widen(right[index], out var rightLow, out var rightHigh);
            Vector.Widen(leftLow * rightLow, out var a, out var b); // 127 * 127 fits into 16 bits
            Vector.Widen(leftHigh * rightHigh, out var c, out var d);
            sums += a + b + (c + d);
        }

        return Vector.Sum(sums);
    }
}
