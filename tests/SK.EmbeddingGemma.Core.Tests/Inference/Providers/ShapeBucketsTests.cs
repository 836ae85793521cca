namespace SK.EmbeddingGemma.Inference.Providers;

public sealed class ShapeBucketsTests
{
    [Fact]
    public void Length_AllTokens_IsOneOfFewAndNeverTooShort()
    {
        var lengths = Enumerable.Range(1, 2048).Select(tokens => (tokens, length: ShapeBuckets.Length(tokens, 2048))).ToList();
        Assert.All(lengths, pair => Assert.InRange(pair.length, pair.tokens, Math.Max(16, pair.tokens * 3 / 2)));
        Assert.Equal([16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048], lengths.Select(pair => pair.length).Distinct());
    }

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(5, 5, 5)]
    [InlineData(300, 300, 300)]
    [InlineData(260, 300, 300)]
    public void Length_ModelTakesFewer_IsNoLonger(int tokens, int most, int expected) => Assert.Equal(expected, ShapeBuckets.Length(tokens, most));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(64, 64)]
    public void Rows_Texts_AreAPowerOfTwo(int texts, int expected) => Assert.Equal(expected, ShapeBuckets.Rows(texts));
}
