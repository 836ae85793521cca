using CsCheck;

namespace SK.EmbeddingGemma.Inference;

public sealed class PackPlannerTests
{
    [Fact]
    public void Plan_AnyLengths_PutsEachTextOnceIntoAPackWithinTheLimits() =>
        Gen.Int[1, 300].Array[0, 80].Select(Gen.Int[1, 400], Gen.Int[1, 12], Gen.Int[1, 200]).Sample(
            (lengths, budget, limit, longest) =>
            {
                var packs = new PackPlanner(budget, limit, longest).Plan(lengths).Select(pack => pack.ToArray()).ToArray();
                Assert.Equal(Enumerable.Range(0, lengths.Length), packs.SelectMany(pack => pack).Order());
                Assert.All(packs, pack =>
                {
                    Assert.InRange(pack.Length, 1, limit);
                    Assert.True(pack.Length == 1 || (pack.Sum(text => lengths[text]) <= budget && pack.All(text => lengths[text] <= longest)));
                });
            },
            iter: 300,
            seed: "0000000000000");

    [Fact]
    public void Plan_UnevenLengths_PutsShortTextsFirst() =>
        Assert.Equal(
            [[1, 3], [0], [2]],
            new PackPlanner(tokenBudget: 10, textLimit: 8, longestShared: 100).Plan([9, 1, 30, 2]).Select(pack => pack.ToArray()));

    [Fact]
    public void Plan_ManyShortTextsAndALongOne_DoNotShareAPack()
    {
        int[] lengths = [.. Enumerable.Repeat(4, 190), 250];
        Assert.Equal(2, new PackPlanner(tokenBudget: 1024, textLimit: 256, longestShared: 257).Plan(lengths).Count());
    }
}
