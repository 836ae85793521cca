using System.Runtime.Intrinsics;

namespace SK.EmbeddingGemma.Kernels;

public sealed class ExponentialTests
{
    [Fact]
    public void Of_WholeRange_IsRightToThreeUnitsInTheLastPlace()
    {
        for (var x = -87f; x <= 88; x += 0.0137f)
        {
            Assert.InRange((Of(x) / Math.Exp(x)) - 1, -3.6e-7, 3.6e-7);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-87.5f, 0)]
    [InlineData(-1e30f, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    public void Of_Edge_IsExact(float x, float expected) => Assert.Equal(expected, Of(x));

    [Theory]
    [InlineData(89)]
    [InlineData(1e30f)]
    [InlineData(float.PositiveInfinity)]
    public void Of_TooLarge_StaysFinite(float x) => Assert.InRange(Of(x), 1e38f, float.MaxValue);

    [Fact]
    public void Of_NotANumber_IsNotANumber() => Assert.True(float.IsNaN(Of(float.NaN)));

    private static float Of(float x) => Exponential.Of(Vector256.Create(x))[3];
}
