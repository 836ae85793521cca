namespace SK.EmbeddingGemma.Inference;

public sealed class PackLayoutTests
{
    [Fact]
    public void Layout_TwoTexts_LieBehindOneAnotherAndAreAveragedEach()
    {
        var layout = new PackLayout([2, 3]);

        Assert.Equal(5, layout.TokenCount);
        Assert.Equal([0, 2, 5], layout.Starts);
        Assert.Equal([0.5f, 0.5f, 0, 0, 0, 0, 0, 1 / 3f, 1 / 3f, 1 / 3f], layout.Pooling);
    }
}
