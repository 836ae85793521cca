using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Inference;

public sealed class PackPlannerTests
{
    [Fact]
    public void Next_LastShorterIsNearer_GoesBeforeTheLonger() => Assert.Equal([0, 1], PackPlanner.Next([50, 45, 90], 140));

    [Fact]
    public void Next_AnyLengths_HoldsTheFirstAndIsFull() =>
        Gen.Int[1, 300].Array[1, 80].Select(Gen.Int[1, 1200]).SampleSeeded(
            (lengths, budget) =>
            {
                var pack = PackPlanner.Next(lengths, budget);
                Assert.Contains(0, pack);
                Assert.Equal(pack.Length, pack.Distinct().Count());
                Assert.True(pack.Length == 1 || pack.Sum(text => lengths[text]) <= budget);

                var others = Enumerable.Range(0, lengths.Length).Except(pack).Select(text => lengths[text]);
                var room = budget - pack.Sum(text => lengths[text]);
                Assert.DoesNotContain(others, length => length <= room);
            },
            iter: 500);

    [Fact]
    public void Next_ManyTexts_HoldsAtMostTheLimit() =>
        Assert.Equal(Enumerable.Range(0, PackPlanner.TextLimit), PackPlanner.Next(Enumerable.Repeat(1, 1000).ToArray(), 1024));

    [Fact]
    public void Next_FirstIsTooLong_IsAlone() => Assert.Equal([0], PackPlanner.Next([2000, 1, 1], 1024));

    [Fact]
    public void Next_UnevenLengths_TakesTheNearest() => Assert.Equal([0, 3, 4], PackPlanner.Next([50, 4, 90, 45, 60], 158));

    [Fact]
    public void Next_EquallyNear_TakesTheLonger() => Assert.Equal([0, 2], PackPlanner.Next([50, 40, 60], 110));

    [Fact]
    public void Next_LongerHasNoRoom_GoesOnWithTheShorter() => Assert.Equal([0, 2, 3], PackPlanner.Next([50, 90, 20, 10], 80));

    [Fact]
    public void Next_BudgetIsExactlyFilled_TakesTheLast()
    {
        Assert.Equal([0, 1], PackPlanner.Next([50, 60], 110));
        Assert.Equal([0, 1], PackPlanner.Next([50, 40], 90));
        Assert.Equal([0], PackPlanner.Next([50, 60], 109));
        Assert.Equal([0], PackPlanner.Next([50, 40], 89));
    }

    [Fact]
    public void Plan_SomeLengths_IsTheOldestWithItsNearestEachTime() =>
        Assert.Equal([[0, 3, 4], [1, 2]], PackPlanner.Plan([50, 4, 90, 45, 60], 158));

    [Fact]
    public void Plan_AnyLengths_PutsEachTextOnceIntoAPack() =>
        Gen.Int[1, 300].Array[0, 80].Select(Gen.Int[1, 400]).SampleSeeded(
            (lengths, budget) => Assert.Equal(Enumerable.Range(0, lengths.Length), PackPlanner.Plan(lengths, budget).SelectMany(pack => pack).Order()),
            iter: 200);
}
