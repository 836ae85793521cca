using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Scoring;

public sealed class BestResultsTests
{
    private static readonly Gen<(int Capacity, bool HigherIsBetter, int[] Scores, int Split)> Cases = Gen.Select(Gen.Int[0, 20], Gen.Bool, Gen.Int[0, 9].Array[0, 80], Gen.Int[0, 80]);

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
    public void AddAll_OfParts_IsTheBestOfTheWhole() => Cases.SampleSeeded(test =>
    {
        var ((one, other), split) = ((new BestResults<int>(test.Capacity, test.HigherIsBetter), new BestResults<int>(test.Capacity, test.HigherIsBetter)), Math.Min(test.Split, test.Scores.Length));
        for (var index = 0; index < test.Scores.Length; index++)
            (index < split ? one : other).Add(test.Scores[index], index, index);
        other.AddAll(one);
        var expected = Enumerable.Range(0, test.Scores.Length).OrderBy(index => test.HigherIsBetter ? -test.Scores[index] : test.Scores[index]).ThenBy(index => index).Take(test.Capacity);
        Assert.Equal(expected, other.ToSorted().Select(item => item.Item));
        Assert.Equal(Math.Min(test.Capacity, test.Scores.Length), other.Count);
    });

    [Fact]
    public void Accepts_OfAFullHeap_OnlyWhatIsBetter()
    {
        var best = new BestResults<string>(2, higherIsBetter: true);
        Assert.True(best.Accepts(-1, 9));
        best.Add(1, 1, "a");
        best.Add(2, 2, "b");
        Assert.Equal([true, false, true, false], [best.Accepts(1.5, 9), best.Accepts(1, 2), best.Accepts(1, 0), best.Accepts(0, 0)]);
        Assert.False(new BestResults<string>(0, higherIsBetter: true).Accepts(5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BestResults<string>(-1, higherIsBetter: true));
    }
}
