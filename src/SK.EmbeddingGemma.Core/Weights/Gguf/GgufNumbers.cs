using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Weights.Gguf;

/// <summary>Turns floats into the number formats of GGUF, little-endian.</summary>
internal static class GgufNumbers
{
    /// <summary>The numbers in a block of Q8_0; rows of other lengths than its multiples cannot have that format.</summary>
    public const int BlockLength = 32;

    private const int BlockBytes = sizeof(ushort) + BlockLength;

    /// <summary>Returns the bytes of <paramref name="count"/> numbers.</summary>
    public static long ByteCount(GgufType type, long count) => type switch
    {
        GgufType.F32 => count * sizeof(float),
        GgufType.F16 => count * sizeof(ushort),
        GgufType.Q8 => count / BlockLength * BlockBytes,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a number format of GGUF that is written."),
    };

    /// <summary>Fills <paramref name="destination"/>, which has exactly <see cref="ByteCount"/> bytes.</summary>
    public static void Write(GgufType type, ReadOnlySpan<float> values, Span<byte> destination)
    {
        switch (type)
        {
            case GgufType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(destination);
                break;
            case GgufType.F16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(destination));
                break;
            case GgufType.Q8:
                for (var block = 0; block < values.Length / BlockLength; block++)
                    WriteBlock(values.Slice(block * BlockLength, BlockLength), destination.Slice(block * BlockBytes, BlockBytes));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a number format of GGUF that is written.");
        }
    }

    // As in the format's reference: numbers are divided by the scale before that is rounded to half precision, halves go away from 0.
    private static void WriteBlock(ReadOnlySpan<float> values, Span<byte> block)
    {
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(values)) / sbyte.MaxValue;
        var inverse = scale > 0 ? 1 / scale : 0;
        MemoryMarshal.Write(block, (Half)scale);
        var numbers = MemoryMarshal.Cast<byte, sbyte>(block[sizeof(ushort)..]);
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = (sbyte)MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero);
    }
}
