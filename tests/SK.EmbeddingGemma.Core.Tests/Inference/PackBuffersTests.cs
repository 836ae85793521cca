namespace SK.EmbeddingGemma.Inference;

public sealed class PackBuffersTests
{
    [Theory]
    [InlineData(0, 8)]
    [InlineData(7, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 9)]
    public void Rent_NoneIsFree_IsAsLongAsAPackAtLeast(int least, int length) => Assert.Equal(length, new PackBuffers(8).Rent(least).Length);

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void Rent_OneWasReturned_IsThatOneOnce(int least)
    {
        var buffers = new PackBuffers(8);
        var buffer = buffers.Rent(8);
        Assert.NotSame(buffer, buffers.Rent(8));
        buffers.Return(buffer);
        Assert.Same(buffer, buffers.Rent(least));
        Assert.NotSame(buffer, buffers.Rent(least));
    }

    [Fact]
    public void Rent_MoreThanAPack_LeavesThoseThatAreFree()
    {
        var buffers = new PackBuffers(8);
        var buffer = buffers.Rent(8);
        buffers.Return(buffer);
        Assert.Equal(9, buffers.Rent(9).Length);
        Assert.Same(buffer, buffers.Rent(8));
    }

    [Fact]
    public void Return_OneForALongText_IsGivenUp()
    {
        var buffers = new PackBuffers(8);
        buffers.Return(buffers.Rent(9));
        Assert.Equal(8, buffers.Rent(8).Length);
    }
}
