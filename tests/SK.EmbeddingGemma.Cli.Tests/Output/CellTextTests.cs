namespace SK.EmbeddingGemma.Cli;

public sealed class CellTextTests
{
    [Theory]
    [InlineData("plain ä \U0001F600", "plain ä \U0001F600")]
    [InlineData("a\tb\r\nc", "a\\tb\\r\\nc")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    public void Escape_Text_StaysOnItsLine(string text, string expected) => Assert.Equal(expected, CellText.Escape(text));

    [Fact]
    public void Escape_LoneSurrogate_IsAnEscape() => Assert.Equal("\\ud800x", CellText.Escape("\ud800x"));

    [Theory]
    [InlineData("", "")]
    [InlineData("  a \n\n b\t", "a b")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789a", "012345678…")]
    [InlineData("01234567\U0001F600\U0001F600", "01234567…")]
    public void Snippet_Text_IsShortAndOnOneLine(string text, string expected) => Assert.Equal(expected, CellText.Snippet(text, 10));
}
