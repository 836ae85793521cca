using CsCheck;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Tokenization;

public sealed class MergeQueueTests
{
    [Fact]
    public void TryPop_AfterPushesInAnyOrder_GivesTheLowestRankAndTheLeftmostAmongEquals() =>
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 2000], Gen.Bool).List[0, 300].SampleSeeded(steps =>
        {
            var queue = new MergeQueue(capacity: 1); // grows
            var expected = new SortedSet<(int Rank, int Position)>();
            try
            {
                foreach (var (rank, position, pops) in steps)
                {
                    if (expected.Add((rank, position)))
                        queue.Push(rank, position);
                    if (pops)
                        AssertPops(ref queue, expected);
                }

                while (expected.Count > 0)
                    AssertPops(ref queue, expected);
                Assert.False(queue.TryPop(out _, out _));
            }
            finally
            {
                queue.Dispose();
            }
        });

    [Fact]
    public void TryPop_GreatestRankAndPosition_AreKept()
    {
        using var queue = new MergeQueue(2);
        queue.Push(int.MaxValue, int.MaxValue);
        Assert.True(queue.TryPop(out var rank, out var position));
        Assert.Equal((int.MaxValue, int.MaxValue), (rank, position));
    }

    private static void AssertPops(ref MergeQueue queue, SortedSet<(int Rank, int Position)> expected)
    {
        Assert.True(queue.TryPop(out var rank, out var position));
        Assert.Equal(expected.Min, (rank, position));
        expected.Remove((rank, position));
    }
}
