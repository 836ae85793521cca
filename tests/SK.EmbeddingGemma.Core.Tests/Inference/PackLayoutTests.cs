using SK.EmbeddingGemma.Graphs;

namespace SK.EmbeddingGemma.Inference;

public sealed class PackLayoutTests
{
    [Fact]
    public void Layout_TwoTexts_CountsPositionsAnewAndAveragesEach()
    {
        var layout = new PackLayout([2, 3], new LocalWindow(256), rowsPerQuery: 3);

        Assert.Equal([0, 1, 0, 1, 2], layout.Positions);
        Assert.Equal([0.5f, 0.5f, 0, 0, 0, 0, 0, 1 / 3f, 1 / 3f, 1 / 3f], layout.Pooling);
        Assert.Equal((2, 3, 64), (layout.BlockCount, layout.QueryCount, layout.KeyCount));
        Assert.Equal([0, 1, 0, 2, 3, 4], layout.BlockQueries);
        Assert.Equal([0, 1, 3, 4, 5], layout.BlockPlaces);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 3)]
    [InlineData(10, 2)]
    [InlineData(16, 1)]
    [InlineData(17, 1)]
    [InlineData(100, 2)]
    public void Layout_Blocks_LetEachTokenSeeItsNeighboursAndNoOther(int length, int rowsPerQuery)
    {
        const int Radius = 8, Before = 5;
        var layout = new PackLayout([Before, length], new LocalWindow(Radius), rowsPerQuery);

        var seen = new HashSet<(long Query, int Row, long Key)>();
        for (var query = 0; query < Before + length; query++)
        {
            var place = layout.BlockPlaces[query];
            Assert.Equal(query, layout.BlockQueries[place]);
            var block = place / layout.QueryCount;
            for (var row = 0; row < rowsPerQuery; row++)
            {
                var bias = layout.BlockBias.AsSpan((int)((place * rowsPerQuery) + row) * layout.KeyCount, layout.KeyCount);
                for (var key = 0; key < layout.KeyCount; key++)
                {
                    Assert.True(bias[key] is 0 or PackedAttention.Hidden);
                    Assert.True(bias[key] != 0 || seen.Add((query, row, layout.BlockKeys[(block * layout.KeyCount) + key])));
                }
            }
        }

        var expected = from query in Enumerable.Range(0, Before + length)
                       from row in Enumerable.Range(0, rowsPerQuery)
                       from key in Enumerable.Range(0, Before + length)
                       where query < Before == key < Before && Math.Abs(query - key) <= Radius
                       select ((long)query, row, (long)key);
        Assert.Equal(expected.Order(), seen.Order());
    }

    [Fact]
    public void Layout_RoomThatNoQueryNeeds_SeesAKeySoThatNothingIsDividedByZero()
    {
        var layout = new PackLayout([2, 20], new LocalWindow(100), rowsPerQuery: 1);
        Assert.All(layout.BlockBias.Chunk(layout.KeyCount), line => Assert.Contains(0f, line));
    }
}
