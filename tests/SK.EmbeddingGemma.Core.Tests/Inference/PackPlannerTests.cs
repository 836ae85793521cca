using CsCheck;

namespace SK.EmbeddingGemma.Inference;

public sealed class PackPlannerTests
{
    [Fact]
    public void Plan_AnyLengths_PutsEachTextOnceIntoAPackWithinTheBudget() =>
        Gen.Int[1, 300].Array[0, 80].Select(Gen.Int[1, 400], Gen.Int[1, 12]).Sample(
            (lengths, budget, limit) =>
            {
                var packs = PackPlanner.Plan(lengths, budget, limit).Select(pack => pack.ToArray()).ToArray();
                Assert.Equal(Enumerable.Range(0, lengths.Length), packs.SelectMany(pack => pack).Order());
                Assert.All(packs, pack =>
                {
                    Assert.InRange(pack.Length, 1, limit);
                    Assert.True(pack.Length == 1 || pack.Sum(text => lengths[text]) <= budget);
                });
            },
            iter: 300,
            seed: "0000000000000");

    [Fact]
    public void Plan_UnevenLengths_PutsShortTextsFirst() =>
        Assert.Equal([[1, 3], [0], [2]], PackPlanner.Plan([9, 1, 30, 2], tokenBudget: 10, textLimit: 8).Select(pack => pack.ToArray()));
}
