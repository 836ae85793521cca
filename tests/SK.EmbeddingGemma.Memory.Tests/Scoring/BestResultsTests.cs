namespace SK.EmbeddingGemma.Scoring;

public sealed class BestResultsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ToSorted_OfManyWithTies_IsTheBestInOrder(bool higherIsBetter)
    {
        var items = Enumerable.Range(0, 1000).Select(number => (Score: (double)(number * 7919 % 31), Order: (long)number)).ToList();
        var best = new BestResults<long>(50, higherIsBetter);
        foreach (var (score, order) in items.AsEnumerable().Reverse())
            best.Add(score, order, order);
        var expected = (higherIsBetter ? items.OrderByDescending(item => item.Score) : items.OrderBy(item => item.Score)).ThenBy(item => item.Order).Take(50);
        Assert.Equal(expected.Select(item => item.Order), best.ToSorted().Select(item => item.Item));
    }

    [Fact]
    public void Fuse_OfTwoRankings_AddsSharesOfBoth()
    {
        var fused = ReciprocalRankFusion.Fuse<string>(["a", "b"], ["b", "c"]);
        Assert.Equal(["b", "a", "c"], fused.Select(item => item.Item));
        Assert.Equal((1.0 / 62) + (1.0 / 61), fused[0].Score, 12);
    }
}
