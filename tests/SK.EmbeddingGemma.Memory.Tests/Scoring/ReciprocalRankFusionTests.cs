namespace SK.EmbeddingGemma.Scoring;

public sealed class ReciprocalRankFusionTests
{
    [Fact]
    public void Fuse_OfTwoRankings_AddsSharesOfBoth()
    {
        var fused = ReciprocalRankFusion.Fuse<string>(["a", "b"], ["b", "c"]);
        Assert.Equal(["b", "a", "c"], fused.Select(item => item.Item));
        Assert.Equal((1.0 / 62) + (1.0 / 61), fused[0].Score, 12);
    }

    [Fact]
    public void Fuse_OfEqualShares_KeepsTheOrderOfTheFirstRanking() =>
        Assert.Equal(["a", "x", "b", "y"], ReciprocalRankFusion.Fuse<string>(["a", "b"], ["x", "y"]).Select(item => item.Item));

    [Fact]
    public void Fuse_OfOneRanking_IsThatRanking() =>
        Assert.Equal([(3L, 1.0 / 61), (1, 1.0 / 62), (2, 1.0 / 63)], ReciprocalRankFusion.Fuse<long>([3, 1, 2], []).Select(item => (item.Item, item.Score)));

    [Fact]
    public void Fuse_OfNothing_IsNothing() => Assert.Empty(ReciprocalRankFusion.Fuse<string>([], []));

    [Fact]
    public void Fuse_OfTheMiddleOfBoth_CanWin() =>
        Assert.Equal("m", ReciprocalRankFusion.Fuse<string>(["a", "m", "b"], ["c", "m", "d"])[0].Item);
}
