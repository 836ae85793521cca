using System.Runtime.InteropServices;
using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Sqlite;

public sealed class VectorBlobTests
{
    /// <summary>Vectors of ordinary values and zeros; what is so small that Int8 refuses it has tests of its own.</summary>
    private static readonly Gen<float[]> Vectors = Gen.Float[-1000, 1000].Select(value => Math.Abs(value) < 1e-6f ? 0 : value).Array[1, 200];

    [Fact]
    public void Float32_OfAnyValues_IsExact() =>
        Vectors.SampleSeeded(vector => Assert.Equal(vector, RoundTrip(vector, SqliteVectorFormat.Float32)));

    [Fact]
    public void Float16_OfAnyValues_KeepsItsBounds() => Vectors.SampleSeeded(vector =>
    {
        var read = RoundTrip(vector, SqliteVectorFormat.Float16);
        for (var index = 0; index < vector.Length; index++)
            Assert.InRange(Math.Abs(vector[index] - (double)read[index]), 0, Math.Max(0.0005 * Math.Abs(vector[index]), 0.00000003));
    });

    [Fact]
    public void Int8_OfAnyValues_KeepsItsBounds() => Vectors.SampleSeeded(vector =>
    {
        var read = RoundTrip(vector, SqliteVectorFormat.Int8);
        var largest = vector.Max(Math.Abs);
        Assert.All(vector.Zip(read), pair => Assert.InRange(Math.Abs(pair.First - (double)pair.Second), 0, largest * (1 + 1e-5) / 254));
    });

    [Theory]
    [InlineData(SqliteVectorFormat.Float32, 3072)]
    [InlineData(SqliteVectorFormat.Float16, 1536)]
    [InlineData(SqliteVectorFormat.Int8, 772)]
    public void Bytes_OfAVector_AreAsFewAsSaid(SqliteVectorFormat format, int bytes) =>
        Assert.Equal((bytes, bytes), (VectorBlob.Write(new float[768], format).Length, VectorBlob.LengthOf(768, format)));

    [Theory]
    [InlineData(SqliteVectorFormat.Float32)]
    [InlineData(SqliteVectorFormat.Float16)]
    [InlineData(SqliteVectorFormat.Int8)]
    public void Read_AtAnyOffset_IsTheSame(SqliteVectorFormat format)
    {
        float[] vector = [.. Enumerable.Range(-8, 17).Select(value => value / 3f)];
        var bytes = VectorBlob.Write(vector, format);
        var expected = RoundTrip(vector, format);
        for (var offset = 0; offset < 16; offset++)
        {
            var page = new byte[bytes.Length + 16];
            bytes.CopyTo(page.AsSpan(offset));
            Assert.Equal(expected, VectorBlob.Read(page.AsSpan(offset, bytes.Length), format, new float[vector.Length]).ToArray());
        }
    }

    [Theory]
    [InlineData(SqliteVectorFormat.Float32)]
    [InlineData(SqliteVectorFormat.Float16)]
    [InlineData(SqliteVectorFormat.Int8)]
    public void Zeros_StayZeros(SqliteVectorFormat format) => Assert.Equal(new float[64], RoundTrip(new float[64], format));

    [Theory]
    [InlineData(SqliteVectorFormat.Float32)]
    [InlineData(SqliteVectorFormat.Float16)]
    [InlineData(SqliteVectorFormat.Int8)]
    public void Read_OfBytesOfAnotherLength_IsRefused(SqliteVectorFormat format)
    {
        var bytes = VectorBlob.Write(new float[8], format);
        Assert.Throws<InvalidDataException>(() => VectorBlob.Read(bytes, format, new float[9]).ToArray());
        Assert.Throws<InvalidDataException>(() => VectorBlob.Read([], format, new float[8]).ToArray());
    }

    [Fact]
    public void Float32_OfSubnormalAndLargestValues_IsExact()
    {
        float[] vector = [float.Epsilon, -float.Epsilon, 1e-40f, float.MaxValue, float.MinValue, -0f];
        Assert.Equal(vector.Select(BitConverter.SingleToInt32Bits), RoundTrip(vector, SqliteVectorFormat.Float32).Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [InlineData(65_504f)]
    [InlineData(-65_504f)]
    public void Float16_OfItsLargestValue_IsExact(float value) => Assert.Equal([value], RoundTrip([value], SqliteVectorFormat.Float16));

    [Theory]
    [InlineData(65_505f)]
    [InlineData(-65_520f)]
    [InlineData(float.MaxValue)]
    public void Float16_OfLargerValues_IsRefused(float value) =>
        Assert.Contains("65504", Assert.Throws<ArgumentException>(() => VectorBlob.Write([0, value], SqliteVectorFormat.Float16)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(float.MaxValue)]
    [InlineData(3.4e38f)]
    [InlineData(1e-35f)]
    [InlineData(1.5e-36f)]
    public void Int8_OfLargeAndSmallValues_KeepsItsBounds(float largest)
    {
        float[] vector = [largest, -largest, largest / 3, -largest / 7];
        var read = RoundTrip(vector, SqliteVectorFormat.Int8);
        Assert.All(vector.Zip(read), pair => Assert.InRange(Math.Abs(pair.First - (double)pair.Second), 0, largest * (1 + 1e-5) / 254));
    }

    [Theory]
    [InlineData(1.4e-36f)]
    [InlineData(1e-40f)]
    [InlineData(float.Epsilon)]
    public void Int8_OfValuesWithoutAScale_IsRefused(float largest) =>
        Assert.Contains("Float32", Assert.Throws<ArgumentException>(() => VectorBlob.Write([0, largest], SqliteVectorFormat.Int8)).Message, StringComparison.Ordinal);

    [Fact]
    public void Int8_OfAnyVector_UsesNoCodeOfMinus128() => Vectors.SampleSeeded(vector =>
        Assert.DoesNotContain((sbyte)-128, MemoryMarshal.Cast<byte, sbyte>(VectorBlob.Write(vector, SqliteVectorFormat.Int8).AsSpan(sizeof(float))).ToArray()));

    private static float[] RoundTrip(float[] vector, SqliteVectorFormat format) => VectorBlob.Read(VectorBlob.Write(vector, format), format, new float[vector.Length]).ToArray();
}
