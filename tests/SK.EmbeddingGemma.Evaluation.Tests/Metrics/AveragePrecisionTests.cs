namespace SK.EmbeddingGemma.Metrics;

public sealed class AveragePrecisionTests
{
    // scikit-learn 1.2.1: average_precision_score.
    [Fact]
    public void Of_Ties_IsScikitLearns() => Assert.Equal(
        0.6845238095238095,
        AveragePrecision.Of([.9, .8, .8, .5, .5, .5, .2, .1], [true, false, true, true, false, false, true, false]),
        1e-12);

    [Fact]
    public void Of_AllTied_IsTheShareOfRelevant() => Assert.Equal(0.5, AveragePrecision.Of([.4, .4, .4, .4], [false, true, false, true]));

    [Fact]
    public void Of_NothingRelevant_IsZero() => Assert.Equal(0, AveragePrecision.Of([.4, .2], [false, false]));

    [Fact]
    public void Of_PerfectOrder_IsOne() => Assert.Equal(1, AveragePrecision.Of([.1, .9, .8], [false, true, true]));
}
