using System.Text;

namespace SK.EmbeddingGemma.Cli;

public sealed class LineParserTests
{
    private static readonly LineParser Json = new(LineFormat.Json, "input");
    private static readonly LineParser Plain = new(LineFormat.Text, "input");

    [Theory]
    [InlineData("\"a\"", "a", null, null)]
    [InlineData(" \"\" ", "", null, null)]
    [InlineData("{\"text\":\"a\"}", "a", null, null)]
    [InlineData("{\"prompt\":\"\",\"title\":\"t\",\"text\":\"a\"}", "a", "", "t")]
    [InlineData("{\"text\":\"a\",\"prompt\":null,\"title\":null}", "a", null, null)]
    [InlineData("{\"ids\":[1,[2]],\"text\":\"a\",\"embedding\":{\"x\":[0.5]}}", "a", null, null)]
    [InlineData("{\"t\\u0065xt\":\"a\",\"\\ud800\":1}", "a", null, null)]
    public void Parse_JsonLine_GivesTextPromptTitle(string line, string text, string? prompt, string? title)
    {
        var input = Json.Parse(Encoding.UTF8.GetBytes(line), 7);
        Assert.Equal(new InputText(text) { Prompt = prompt, Title = title, Line = 7 }, input);
    }

    [Fact]
    public void Parse_LoneSurrogate_IsKept() => Assert.Equal("\ud800", Json.Parse("{\"text\": \"\\ud800\"}"u8, 1)!.Text);

    [Theory]
    [InlineData("text")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("[\"a\"]")]
    [InlineData("{}")]
    [InlineData("{\"text\":null}")]
    [InlineData("{\"text\":1}")]
    [InlineData("{\"text\":\"a\",\"prompt\":[]}")]
    [InlineData("{\"text\":\"a\"")]
    [InlineData("{\"text\":\"secret\"} x")]
    [InlineData("\"secret\" \"b\"")]
    [InlineData("\"secret")]
    [InlineData("\"\\ud80\"")]
    [InlineData("\"\\x\"")]
    public void Parse_OtherLine_IsRefusedByNumber(string line)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Json.Parse(Encoding.UTF8.GetBytes(line), 12));
        Assert.StartsWith("Line 12 of input ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    public void Parse_BlankLine_IsSkipped(string line)
    {
        Assert.Null(Json.Parse(Encoding.UTF8.GetBytes(line), 1));
        Assert.Null(Plain.Parse(Encoding.UTF8.GetBytes(line), 1));
    }

    [Fact]
    public void Parse_PlainLine_IsTakenAsItIs() => Assert.Equal(" {\"text\": 1} ", Plain.Parse(" {\"text\": 1} "u8, 1)!.Text);
}
