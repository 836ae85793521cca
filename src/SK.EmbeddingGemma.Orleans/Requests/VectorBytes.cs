using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Requests;

/// <summary>Vectors as they travel: floats of 4 bytes, the lowest byte first.</summary>
internal static class VectorBytes
{
    /// <summary>Writes a vector.</summary>
    public static void Write(ReadOnlySpan<float> vector, Span<byte> bytes)
    {
        MemoryMarshal.AsBytes(vector).CopyTo(bytes);
        if (!BitConverter.IsLittleEndian)
            Reverse(bytes);
    }

    /// <summary>Reads a vector.</summary>
    public static float[] Read(ReadOnlySpan<byte> bytes)
    {
        var vector = new float[bytes.Length / sizeof(float)];
        var target = MemoryMarshal.AsBytes(vector.AsSpan());
        bytes.CopyTo(target);
        if (!BitConverter.IsLittleEndian)
            Reverse(target);
        return vector;
    }

    private static void Reverse(Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, uint>(bytes);
        BinaryPrimitives.ReverseEndianness(words, words);
    }
}
