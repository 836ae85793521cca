using System.Text;

namespace SK.EmbeddingGemma.Cli;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r\n\nb", new[] { "a", "", "b" })]
    [InlineData("\uFEFFa\n\uFEFFb\r", new[] { "a", "\uFEFFb" })]
    [InlineData("a\rb\u2028c\n", new[] { "a\rb\u2028c" })]
    public async Task ReadAsync_Text_SplitsAtLineFeeds(string text, string[] expected) =>
        Assert.Equal(expected, await LinesAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public async Task ReadAsync_LongLinesInSmallPieces_AreWhole()
    {
        string[] lines = [new('a', 200_000), "", new('b', 70_000), "c"];
        Assert.Equal(lines, await LinesAsync(new TricklingStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)))));
    }

    private static async Task<List<string>> LinesAsync(Stream stream)
    {
        var reader = new LineReader(stream, "input");
        var lines = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } line)
            lines.Add(Encoding.UTF8.GetString(line.Span));
        Assert.Equal(lines.Count, reader.LineNumber);
        return lines;
    }

    /// <summary>Gives at most 1,000 bytes at a time, as a pipe may.</summary>
    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1000)], cancellationToken);
    }
}
