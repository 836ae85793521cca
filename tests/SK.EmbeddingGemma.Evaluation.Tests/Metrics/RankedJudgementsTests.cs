namespace SK.EmbeddingGemma.Metrics;

public sealed class RankedJudgementsTests
{
    // Judgements 3, 2, 1 and -1; found are the one with 2, an unjudged one, the one with 3, and the one with -1.
    private static readonly RankedJudgements Ranking = new([2, 0, 3, -1], [3, 2, 1, -1]);

    [Fact]
    public void Ndcg_GradedJudgements_HasLinearGains() =>
        Assert.Equal((2 + (3 / Math.Log2(4))) / (3 + (2 / Math.Log2(3)) + (1 / Math.Log2(4))), Ranking.Ndcg(10), 1e-12);

    [Fact]
    public void Ndcg_Depth_CutsTheIdealToo() => Assert.Equal(2.0 / 3, Ranking.Ndcg(1), 1e-12);

    [Fact]
    public void AveragePrecision_OneNotFound_CountsIt() => Assert.Equal((1 + (2.0 / 3)) / 3, Ranking.AveragePrecision(10), 1e-12);

    [Fact]
    public void Recall_OneNotFound_CountsIt() => Assert.Equal(2.0 / 3, Ranking.Recall(3), 1e-12);

    [Fact]
    public void Precision_ShortRanking_HasIrrelevantOnesAtItsEnd() => Assert.Equal(0.2, Ranking.Precision(10), 1e-12);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.5)]
    public void ReciprocalRank_Depth_LooksNoFurther(int depth, double expected) => Assert.Equal(expected, new RankedJudgements([0, 1], [1]).ReciprocalRank(depth));

    [Fact]
    public void All_NothingRelevant_AreZero()
    {
        var ranking = new RankedJudgements([0, 0], [0, -1]);

        Assert.All([ranking.Ndcg(10), ranking.AveragePrecision(10), ranking.Recall(10), ranking.Precision(10), ranking.ReciprocalRank(10)], measure => Assert.Equal(0, measure));
    }

    [Fact]
    public void All_NothingFound_AreZero()
    {
        var ranking = new RankedJudgements([], [1]);

        Assert.All([ranking.Ndcg(10), ranking.AveragePrecision(10), ranking.Recall(10), ranking.Precision(10), ranking.ReciprocalRank(10)], measure => Assert.Equal(0, measure));
    }
}
