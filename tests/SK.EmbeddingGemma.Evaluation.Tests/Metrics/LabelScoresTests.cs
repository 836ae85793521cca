namespace SK.EmbeddingGemma.Metrics;

public sealed class LabelScoresTests
{
    // scikit-learn 1.2.1: f1_score, precision_score, recall_score with zero_division=0; label 3 is predicted and never true.
    [Fact]
    public void Of_LabelThatIsNeverTrue_IsScikitLearns()
    {
        var scores = LabelScores.Of([0, 0, 1, 1, 2, 2, 2], [0, 1, 1, 1, 2, 0, 3]);

        Assert.Equal(4.0 / 7, scores.Accuracy, 1e-12);
        Assert.Equal(0.45, scores.MacroF1, 1e-12);
        Assert.Equal(0.5857142857142856, scores.WeightedF1, 1e-12);
        Assert.Equal(0.7619047619047619, scores.WeightedPrecision, 1e-12);
        Assert.Equal(0.5714285714285714, scores.WeightedRecall, 1e-12);
    }

    [Fact]
    public void Of_NothingToCompare_Throws() => Assert.Throws<ArgumentException>(() => LabelScores.Of([], []));
}
