using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Weights.Gguf;

public sealed class GgufNumbersTests
{
    [Theory]
    [InlineData(0, 64, 256)]
    [InlineData(1, 64, 128)]
    [InlineData(8, 64, 68)]
    public void ByteCount_Type_IsThatOfTheFormat(int type, long count, long expected) => Assert.Equal(expected, GgufNumbers.ByteCount((GgufType)type, count));

    [Fact]
    public void Write_Q8_IsScaleAndRoundedNumbers()
    {
        var values = new float[64];
        (values[0], values[1], values[2], values[3], values[31]) = (-127, 126.6f, 0.5f, -0.5f, 63.4f); // the scale is 1: halves go away from 0
        values[32] = 0.25f;
        var bytes = new byte[68];
        GgufNumbers.Write(GgufType.Q8, values, bytes);

        Assert.Equal((Half)1, MemoryMarshal.Read<Half>(bytes));
        Assert.Equal([-127, 127, 1, -1], MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(2, 4)).ToArray());
        Assert.Equal(63, bytes[2 + 31]);
        Assert.Equal((Half)(0.25f / 127), MemoryMarshal.Read<Half>(bytes.AsSpan(34)));
        Assert.Equal(127, bytes[36]);
        Assert.All(bytes[37..], number => Assert.Equal(0, number));
    }

    [Fact]
    public void Write_Q8OfZeros_IsZeros()
    {
        var bytes = new byte[34];
        bytes.AsSpan().Fill(1);
        GgufNumbers.Write(GgufType.Q8, new float[32], bytes);
        Assert.All(bytes, number => Assert.Equal(0, number));
    }

    [Fact]
    public void Write_F16_RoundsToNearest()
    {
        var bytes = new byte[4];
        GgufNumbers.Write(GgufType.F16, [1 + (3 / 4096f), -1.5f], bytes);
        Assert.Equal([(Half)1.001f, (Half)(-1.5f)], MemoryMarshal.Cast<byte, Half>(bytes).ToArray());
    }
}
