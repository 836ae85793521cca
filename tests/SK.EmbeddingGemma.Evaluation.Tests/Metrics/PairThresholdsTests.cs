namespace SK.EmbeddingGemma.Metrics;

public sealed class PairThresholdsTests
{
    [Fact]
    public void Of_Pairs_FindsTheBestThresholds()
    {
        // Behind the third pair: 2 of 3 taken are right, both negatives but one are left out.
        var best = PairThresholds.Of([.9, .8, .7, .3, .2], [true, false, true, false, false]);

        Assert.Equal(0.8, best.Accuracy, 1e-12);
        Assert.Equal(0.8, best.F1, 1e-12);
        Assert.Equal(2.0 / 3, best.Precision, 1e-12);
        Assert.Equal(1, best.Recall, 1e-12);
    }

    [Fact]
    public void Of_NoPositives_HasNoF1() => Assert.Equal((0.5, 0), (PairThresholds.Of([.9, .8], [false, false]).Accuracy, PairThresholds.Of([.9, .8], [false, false]).F1));
}
