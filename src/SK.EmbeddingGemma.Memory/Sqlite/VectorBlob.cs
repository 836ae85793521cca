using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Vectors as bytes, little-endian. Eight-bit ones begin with their scale, a float.</summary>
internal static class VectorBlob
{
    private const float LargestCode = 127;

    /// <summary>What gives a scale of full precision: 127 times the least normal number.</summary>
    private const string LeastOfCodes = "1.5e-36";

    /// <summary>Gives the bytes of a vector.</summary>
    /// <exception cref="ArgumentException">A value is too large for the format, or all are too small.</exception>
    public static byte[] Write(ReadOnlySpan<float> vector, SqliteVectorFormat format)
    {
        switch (format)
        {
            case SqliteVectorFormat.Float16:
                var halves = new byte[vector.Length * sizeof(ushort)];
                TensorPrimitives.ConvertToHalf(vector, MemoryMarshal.Cast<byte, Half>(halves.AsSpan()));
                return TensorPrimitives.MaxMagnitude(vector) is var largest && Math.Abs(largest) <= (float)Half.MaxValue
                    ? halves
                    : throw new ArgumentException("A vector has a value of more than 65504, the largest of the format Float16: normalise vectors, or use Float32.", nameof(vector));
            case SqliteVectorFormat.Int8:
                return WriteCodes(vector);
            default:
                return MemoryMarshal.AsBytes(vector).ToArray();
        }
    }

    /// <summary>Gives the floats of a vector: where they lie, or in <paramref name="buffer"/>, which has the vector's length.</summary>
    /// <exception cref="InvalidDataException">The bytes are of another length.</exception>
    public static ReadOnlySpan<float> Read(ReadOnlySpan<byte> bytes, SqliteVectorFormat format, Span<float> buffer)
    {
        if (bytes.Length != LengthOf(buffer.Length, format))
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"A stored vector has {bytes.Length} bytes, but {buffer.Length} dimensions in the format {format} have {LengthOf(buffer.Length, format)}: the database was changed by something else. Upsert the records again, or restore a copy."));

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

    /// <summary>Gives the number of bytes of a vector.</summary>
    public static int LengthOf(int dimensions, SqliteVectorFormat format) => format switch
    {
        SqliteVectorFormat.Float16 => dimensions * sizeof(ushort),
        SqliteVectorFormat.Int8 => sizeof(float) + dimensions,
        _ => dimensions * sizeof(float),
    };

    private static byte[] WriteCodes(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[sizeof(float) + vector.Length];
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (largest == 0)
            return bytes;

        var scale = largest / LargestCode;
        if (!float.IsNormal(scale))
            throw new ArgumentException($"A vector has no value of more than {LeastOfCodes}, the least of the format Int8 beside zero: normalise vectors, or use Float32.", nameof(vector));
        if (!float.IsFinite(scale * LargestCode))
            scale = MathF.BitDecrement(scale);
        BinaryPrimitives.WriteSingleLittleEndian(bytes, scale);
        for (var index = 0; index < vector.Length; index++)
            bytes[sizeof(float) + index] = unchecked((byte)(sbyte)Math.Clamp(MathF.Round(vector[index] / scale), -LargestCode, LargestCode));
        return bytes;
    }
}
