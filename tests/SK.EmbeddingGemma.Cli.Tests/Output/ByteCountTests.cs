namespace SK.EmbeddingGemma.Cli;

public sealed class ByteCountTests
{
    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(13_777_664, "13.8 MB")]
    [InlineData(1_236_857_824, "1.2 GB")]
    public void ToText_Count_HasTheLargestUnitThatItFills(long count, string expected) => Assert.Equal(expected, ByteCount.ToText(count));
}
