using CsCheck;

namespace SK.EmbeddingGemma.Inference;

public sealed class RunPlannerTests
{
    [Fact]
    public void Plan_AnyLengths_PutsEachTextOnceIntoARunAndLongOnesAlone() =>
        Gen.Int[1, 300].Array[0, 80].Select(Gen.Int[1, 200]).Sample(
            (lengths, longest) =>
            {
                var runs = new RunPlanner(longest).Plan(lengths).Select(run => run.ToArray()).ToArray();
                Assert.Equal(Enumerable.Range(0, lengths.Length), runs.SelectMany(run => run).Order());
                Assert.All(runs, run => Assert.True(run.Length == 1 || run.All(text => lengths[text] <= longest)));
            },
            iter: 300,
            seed: "0000000000000");

    [Fact]
    public void Plan_LikeLengths_ShareARun() => Assert.Equal([[1, 3, 0, 2]], new RunPlanner(257).Plan([90, 30, 200, 45]).Select(run => run.ToArray()));

    [Fact]
    public void Plan_ManyShortTextsAndALongOne_DoNotShareARun() =>
        Assert.Equal(2, new RunPlanner(257).Plan([.. Enumerable.Repeat(4, 190), 250]).Count());
}
