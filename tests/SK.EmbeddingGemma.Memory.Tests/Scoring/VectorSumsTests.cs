using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Scoring;

public sealed class VectorSumsTests
{
    private static readonly Gen<float> Values = Gen.OneOf(Gen.Float[-2, 2], Gen.Int[-1, 1].Select(value => (float)value));

    private static readonly Gen<(float[] X, float[] Y)> Pairs = Gen.Int[0, 130].SelectMany(length => Gen.Select(Values.Array[length], Values.Array[length]));

    [Fact]
    public void Sums_OfAnyLength_AreThoseOfPlainLoops() => Pairs.SampleSeeded(pair =>
    {
        var (x, y) = pair;
        Assert.Equal(x.Zip(y, (left, right) => (double)left * right).Sum(), VectorSums.Products(x, y), 1e-4);
        Assert.Equal(x.Zip(y, (left, right) => Math.Abs((double)left - right)).Sum(), VectorSums.AbsoluteDifferences(x, y), 1e-3);
        Assert.Equal(x.Zip(y, (left, right) => Math.Pow((double)left - right, 2)).Sum(), VectorSums.SquaredDifferences(x, y), 1e-3);
        Assert.Equal(Length(x), VectorSums.Norm(x), 1e-4);
        Assert.Equal(Cosine(x, y), VectorSums.Cosine(x, y), 1e-5);
    });

    [Fact]
    public void Cosine_OfAnyTwo_IsBetweenMinusOneAndOneAndTheSameBothWays() => Gen.Select(Gen.Float, Gen.Float).Array[1, 40].SampleSeeded(values =>
    {
        float[] x = [.. values.Select(value => Finite(value.Item1))], y = [.. values.Select(value => Finite(value.Item2))];
        var cosine = VectorSums.Cosine(x, y);
        Assert.InRange(cosine, -1.000001, 1.000001);
        Assert.Equal(cosine, VectorSums.Cosine(y, x), 1e-6);
    });

    [Theory]
    [InlineData(1e-45f)]
    [InlineData(1e-38f)]
    [InlineData(1e-23f)]
    [InlineData(1e-20f)]
    [InlineData(1e-15f)]
    [InlineData(1f)]
    [InlineData(1e15f)]
    [InlineData(1e19f)]
    [InlineData(1.7e38f)]
    public void Cosine_OfAnyLength_DependsOnDirectionsOnly(float length)
    {
        float[] x = [length, 0, length, length, 0, 0, 0, 0, 0], y = [length, length, 0, -length, 0, 0, 0, 0, length];
        Assert.Equal(0, VectorSums.Cosine(x, y), 1e-6);
        Assert.Equal(1, VectorSums.Cosine(x, x), 1e-6);
        Assert.Equal(1, VectorSums.Cosine(x, [1, 0, 1, 1, 0, 0, 0, 0, 0]), 1e-6);
        Assert.Equal(-1, VectorSums.Cosine([.. x.Select(value => -value)], x), 1e-6);
        Assert.Equal(length * Math.Sqrt(3), VectorSums.Norm(x), length * 1e-6);
    }

    [Fact]
    public void Sums_BeyondTheRangeOfAFloat_AreFinite()
    {
        float[] large = [float.MaxValue, float.MaxValue], turned = [float.MaxValue, -float.MaxValue];
        Assert.Equal(0, VectorSums.Products(large, turned));
        Assert.Equal(2 * (double)float.MaxValue, VectorSums.AbsoluteDifferences(large, turned));
        Assert.Equal(4 * (double)float.MaxValue * float.MaxValue, VectorSums.SquaredDifferences(large, turned));
        Assert.Equal(1e-80, VectorSums.SquaredDifferences([1e-40f], [0]), 1e-84);
    }

    private static float Finite(float value) => float.IsFinite(value) ? value : 0;

    private static double Length(float[] x) => Math.Sqrt(x.Sum(value => (double)value * value));

    private static double Cosine(float[] x, float[] y) => Length(x) * Length(y) is > 0 and var lengths ? x.Zip(y, (left, right) => (double)left * right).Sum() / lengths : 0;
}
