using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Weights;

/// <summary>Turns little-endian weights of any <see cref="TensorType"/> into floats, exactly: every one of them is a float, the product of a half and a byte too.</summary>
internal static class FloatConversion
{
    /// <summary>Fills <paramref name="destination"/>, which has one float for each number in <paramref name="source"/>.</summary>
    public static void ToSingle(TensorType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case TensorType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case TensorType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), destination);
                break;
            case TensorType.BFloat16:
                FromBFloat16(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            case TensorType.BlockInt8:
                FromBlocks(source, destination, BlockInt8);
                break;
            case TensorType.BlockInt4:
                FromBlocks(source, destination, BlockInt4);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a number format of weights.");
        }
    }

    /// <summary>Turns the numbers of one block, without their scale, into floats.</summary>
    private delegate void TakeBlock(ReadOnlySpan<byte> numbers, Span<float> values);

    private static void FromBlocks(ReadOnlySpan<byte> source, Span<float> destination, TakeBlock take)
    {
        var bytes = source.Length / (destination.Length / TensorBlocks.SharedLength);
        for (var first = 0; first < destination.Length; first += TensorBlocks.SharedLength)
        {
            var block = source.Slice(first / TensorBlocks.SharedLength * bytes, bytes);
            var values = destination.Slice(first, TensorBlocks.SharedLength);
            take(block[sizeof(ushort)..], values);
            TensorPrimitives.Multiply(values, (float)MemoryMarshal.Read<Half>(block), values);
        }
    }

    private static void BlockInt8(ReadOnlySpan<byte> numbers, Span<float> values) => TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(numbers), values);

    private static void BlockInt4(ReadOnlySpan<byte> numbers, Span<float> values)
    {
        for (var i = 0; i < numbers.Length; i++)
            (values[i], values[i + numbers.Length]) = ((numbers[i] & 15) - 8, (numbers[i] >> 4) - 8);
    }

    private static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var bits = MemoryMarshal.Cast<float, uint>(destination);
        var i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out var low, out var high);
            (low << 16).CopyTo(bits[i..]);
            (high << 16).CopyTo(bits[(i + Vector<uint>.Count)..]);
        }

        for (; i < source.Length; i++)
            bits[i] = (uint)source[i] << 16;
    }
}
