namespace SK.EmbeddingGemma.Tokenization;

public sealed class MergeTableTests
{
    private const int Count = 5000;

    /// <summary>A slot keeps 11 bits of a hash: of so many pairs that do not merge, some meet a merge with the same.</summary>
    private const int Absent = 200_000;

    [Fact]
    public void RankOf_ManyPairs_FindsTheseAlone()
    {
        var table = new MergeTable([.. Enumerable.Range(0, Count).Select(static i => MergeTable.Key(i, 2 * i))], [.. Enumerable.Range(0, Count).Select(static i => Count + i)]);
        Assert.Equal(Count, table.Count);
        Assert.All(Enumerable.Range(0, Count), i => Assert.Equal((i, Count + i), (table.RankOf(i, 2 * i), table.ResultOf(i))));
        for (var i = 0; i < Absent; i++)
        {
            if (table.RankOf(i, (2 * i) + 1) != MergeTable.None)
                Assert.Fail($"{i} merges.");
        }
    }

    [Fact]
    public void RankOf_PairListedTwice_IsTheLaterOne()
    {
        var table = new MergeTable([MergeTable.Key(1, 2), MergeTable.Key(3, 4), MergeTable.Key(1, 2)], [5, 6, 7]);
        Assert.Equal((2, 1), (table.RankOf(1, 2), table.RankOf(3, 4)));
        Assert.Equal((5, 6, 7), (table.ResultOf(0), table.ResultOf(1), table.ResultOf(2)));
    }

    [Fact]
    public void Split_Key_IsThePair() => Assert.Equal((PieceTable.MaxCount, 1), MergeTable.Split(MergeTable.Key(PieceTable.MaxCount, 1)));
}
