using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Vectors as bytes, little-endian. Eight-bit ones begin with their scale, a float.</summary>
internal static class VectorBlob
{
    private const float LargestCode = 127;

    /// <summary>Gives the bytes of a vector.</summary>
    /// <exception cref="ArgumentException">A value is too large for the format.</exception>
    public static byte[] Write(ReadOnlySpan<float> vector, SqliteVectorFormat format)
    {
        switch (format)
        {
            case SqliteVectorFormat.Float16:
                var halves = new byte[vector.Length * sizeof(ushort)];
                TensorPrimitives.ConvertToHalf(vector, MemoryMarshal.Cast<byte, Half>(halves.AsSpan()));
                return TensorPrimitives.MaxMagnitude(vector) is var largest && Math.Abs(largest) <= (float)Half.MaxValue
                    ? halves
                    : throw new ArgumentException($"A vector has a value of more than {Half.MaxValue}, the largest of the format Float16: normalise vectors, or use Float32.", nameof(vector));
            case SqliteVectorFormat.Int8:
                return WriteCodes(vector);
            default:
                return MemoryMarshal.AsBytes(vector).ToArray();
        }
    }

    /// <summary>Gives the floats of a vector: where they lie, or in <paramref name="buffer"/>, which has the vector's length.</summary>
    public static ReadOnlySpan<float> Read(ReadOnlySpan<byte> bytes, SqliteVectorFormat format, Span<float> buffer)
    {
        switch (format)
        {
            case SqliteVectorFormat.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), buffer);
                return buffer;
            case SqliteVectorFormat.Int8:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(bytes[sizeof(float)..]), buffer);
                TensorPrimitives.Multiply(buffer, BinaryPrimitives.ReadSingleLittleEndian(bytes), buffer);
                return buffer;
            default:
                return MemoryMarshal.Cast<byte, float>(bytes);
        }
    }

    private static byte[] WriteCodes(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[sizeof(float) + vector.Length];
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / LargestCode;
        BinaryPrimitives.WriteSingleLittleEndian(bytes, scale);
        if (scale > 0)
        {
            for (var index = 0; index < vector.Length; index++)
                bytes[sizeof(float) + index] = unchecked((byte)(sbyte)Math.Clamp(MathF.Round(vector[index] / scale), -LargestCode, LargestCode));
        }

        return bytes;
    }
}
