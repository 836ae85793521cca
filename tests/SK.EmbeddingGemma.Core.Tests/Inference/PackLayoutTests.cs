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
        Assert.Equal([0, 6, 0, 2, -1, 6, 15, 2, 5, -1], layout.GlobalSpans);
        Assert.Equal(layout.GlobalSpans, layout.LocalSpans);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void Layout_LocalSpansUnderTheMask_LetEachTokenSeeItsNeighboursAndNoOther(int length)
    {
        const int Radius = 8, Before = 5;
        var window = new LocalWindow(Radius);
        var mask = new float[window.BlockLength * window.Span];
        window.FillMask(mask, rowsPerQuery: 1);

        var seen = new HashSet<(long Query, long Key)>();
        foreach (var span in new PackLayout([Before, length], window, rowsPerQuery: 1).LocalSpans.Chunk(PackedAttention.SpanLength))
        {
            for (var query = span[0]; query < span[1]; query++)
            {
                for (var key = span[2]; key < span[3]; key++)
                {
                    if (span[4] == PackedAttention.NoMask || mask[((query - span[0]) * window.Span) + span[4] + (key - span[2])] == 0)
                    {
                        Assert.True(seen.Add((query, key)));
                    }
                }
            }
        }

        var expected = from query in Enumerable.Range(0, Before + length)
                       from key in Enumerable.Range(0, Before + length)
                       where query < Before == key < Before && Math.Abs(query - key) <= Radius
                       select ((long)query, (long)key);
        Assert.Equal(expected.Order(), seen.Order());
    }
}
