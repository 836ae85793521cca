using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Scoring;

public sealed class VectorMeasureTests
{
    [Fact]
    public void For_NoName_IsTheCosine() => Assert.Equal(DistanceFunction.CosineSimilarity, VectorMeasure.For(null).Name);

    [Fact]
    public void For_AnUnknownName_NamesTheKnown() =>
        Assert.Contains(DistanceFunction.ManhattanDistance, Assert.Throws<NotSupportedException>(() => VectorMeasure.For("cosine")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(DistanceFunction.CosineSimilarity, true)]
    [InlineData(DistanceFunction.CosineDistance, false)]
    [InlineData(DistanceFunction.DotProductSimilarity, true)]
    [InlineData(DistanceFunction.NegativeDotProductSimilarity, false)]
    [InlineData(DistanceFunction.EuclideanDistance, false)]
    [InlineData(DistanceFunction.EuclideanSquaredDistance, false)]
    [InlineData(DistanceFunction.HammingDistance, false)]
    [InlineData(DistanceFunction.ManhattanDistance, false)]
    public void Measure_OfEachName_KnowsWhatIsBetter(string name, bool higherIsBetter)
    {
        var measure = VectorMeasure.For(name);
        Assert.Equal((name, higherIsBetter), (measure.Name, measure.HigherIsBetter));
        Assert.Equal(higherIsBetter, measure.IsBetter(2, 1));
        Assert.False(measure.IsBetter(1, 1));
        Assert.True(measure.Passes(1, null));
        Assert.True(measure.Passes(1, 1));
        Assert.Equal(higherIsBetter, measure.Passes(2, 1));
        Assert.Equal(!higherIsBetter, measure.Passes(1, 2));
        float[] query = [1, 2, 3], near = [1, 2, 4], far = [-3, 0, 1];
        Assert.True(measure.IsBetter(measure.Score(query, near), measure.Score(query, far)));
    }
}
