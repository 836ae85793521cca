namespace SK.EmbeddingGemma.Comparison;

public sealed class PairedBootstrapTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Compare_EachItemBetterByAsMuch_IsSure()
    {
        var (difference, low, high) = PairedBootstrap.Compare(EvaluationSample.Mean([.1, .5, .3]), EvaluationSample.Mean([.3, .7, .5]), 100, Cancellation);

        Assert.Equal(.2, difference, 1e-12);
        Assert.Equal(.2, low, 1e-12);
        Assert.Equal(.2, high, 1e-12);
    }

    [Fact]
    public void Compare_AsManyBetterAsWorse_HoldsZero()
    {
        var first = EvaluationSample.Mean([.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 0.0 : 1)]);
        var second = EvaluationSample.Mean([.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 1.0 : 0)]);

        var (difference, low, high) = PairedBootstrap.Compare(first, second, 1000, Cancellation);

        // The difference of an item is 1 or -1, so that the mean of 100 has a deviation of 0.1.
        Assert.Equal(0, difference);
        Assert.InRange(low, -.24, -.15);
        Assert.InRange(high, .15, .24);
    }

    [Fact]
    public void Compare_Again_SaysTheSame()
    {
        var (first, second) = (EvaluationSample.Mean([.1, .5, .3, .9]), EvaluationSample.Mean([.3, .2, .5, .8]));

        Assert.Equal(PairedBootstrap.Compare(first, second, 200, Cancellation), PairedBootstrap.Compare(first, second, 200, Cancellation));
    }

    [Fact]
    public void Compare_OtherItems_Throws() =>
        Assert.Throws<ArgumentException>(() => PairedBootstrap.Compare(EvaluationSample.Mean([1]), EvaluationSample.Mean([1, 2]), 100, Cancellation));

    [Fact]
    public void Compare_NoDrawWithAScore_HasNoInterval()
    {
        var sample = new EvaluationSample(2, _ => double.NaN);

        Assert.Equal(double.NaN, PairedBootstrap.Compare(sample, sample, 100, Cancellation).Low);
    }
}
