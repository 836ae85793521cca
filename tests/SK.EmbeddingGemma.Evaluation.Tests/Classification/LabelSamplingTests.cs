namespace SK.EmbeddingGemma.Classification;

public sealed class LabelSamplingTests
{
    // The order of NumPy's seed 42 is 8 1 5 0 7 2 9 4 3 6, and then 8 1 3 2 0 7 4 6 9 5.
    [Fact]
    public void Next_TwoALabel_TakesTheFirstOfMtebsOrder()
    {
        var sampling = new LabelSampling([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);

        Assert.Equal([8, 1, 5, 0], sampling.Next(2));
        Assert.Equal([8, 1, 3, 2], sampling.Next(2));
    }

    [Fact]
    public void Next_FewerThanAsked_TakesAll() => Assert.Equal([0, 1, 2], new LabelSampling([0, 1, 0]).Next(8).Order());
}
