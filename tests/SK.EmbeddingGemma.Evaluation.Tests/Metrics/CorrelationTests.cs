namespace SK.EmbeddingGemma.Metrics;

public sealed class CorrelationTests
{
    private static readonly double[] People = [1, 2, 2, 4, 5, 5, 5];
    private static readonly double[] Cosines = [0.1, 0.3, 0.2, 0.2, 0.9, 0.7, 0.7];

    // scipy 1.10.1: spearmanr and pearsonr.
    [Fact]
    public void Spearman_Ties_IsSciPys() => Assert.Equal(0.8860760232362958, Correlation.Spearman(People, Cosines), 1e-12);

    [Fact]
    public void Pearson_Values_IsSciPys() => Assert.Equal(0.8521239001609434, Correlation.Pearson(People, Cosines), 1e-12);

    [Fact]
    public void Spearman_ConstantSeries_IsNotANumber() => Assert.Equal(double.NaN, Correlation.Spearman([1, 1, 1], [0.1, 0.2, 0.3]));

    [Fact]
    public void Spearman_OtherLength_Throws() => Assert.Throws<ArgumentException>(() => Correlation.Spearman([1, 2], [1]));

    [Fact]
    public void Ranks_Ties_ShareTheirMean() => Assert.Equal([1, 2.5, 2.5, 4, 6, 6, 6], Ranks.Of(People));
}
