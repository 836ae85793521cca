using System.Text;
using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class EmbedCommandTests
{
    [Fact]
    public async Task Embed_LinesOfJson_AreAnsweredInOrderWithTheirPrompts()
    {
        var run = await ToolRun.WithInputAsync(
            """
            "a"

            {"text": "b", "prompt": ""}
            {"text": "c", "prompt": "raw: "}
            {"text": "d", "title": "T | x"}
            {"text": "e", "title": "T", "prompt": "p"}
            {"text": "\ud800"}
            """,
            "embed", "-q", "--format", "jsonl", "--with-ids", "--prompt", "query");

        var answers = run.Succeeds().Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["\"a\"", "\"b\"", "\"c\"", "\"d\"", "\"e\"", "\"\\ud800\""], answers.Select(answer => answer.GetProperty("text").GetRawText()));
        Assert.Equal(
            ["task: search result | query: ", "", "raw: ", "title: T | x | text: ", "p", "task: search result | query: "],
            answers.Select(answer => answer.GetProperty("prompt").GetString()));
        Assert.All(answers, answer => Assert.Equal(384, answer.GetProperty("embedding").GetArrayLength()));
        Assert.Equal(3, answers[1].GetProperty("ids").GetArrayLength());
    }

    [Fact]
    public async Task Embed_TextThatIsTooLong_SaysSoInItsLineAndOnStandardError()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 3000));
        var run = await ToolRun.WithInputAsync($"\"{text}\"\n\"short\"\n", "embed", "--model", "nano", "--format", "jsonl", "--with-ids");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var answer = JsonDocument.Parse(run.Lines[0]).RootElement;
        var ids = answer.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
        Assert.Equal(2048, ids.Length);
        Assert.Equal(1, ids[^1]);
        Assert.InRange(answer.GetProperty("truncatedFrom").GetInt32(), 3000, 3100);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(run.Lines[1]).RootElement.GetProperty("truncatedFrom").ValueKind);
        Assert.StartsWith("warning: 1 of 2 texts", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_PlainLines_AreTexts()
    {
        using var folder = new TemporaryFolder();
        var run = await ToolRun.OfAsync("embed", "-q", "--format", "json", "--input", folder.Write("texts.txt", "{\"text\": 1}\r\n\r\n zweite ä\n"));

        Assert.Equal(["{\"text\": 1}", " zweite ä"], run.Succeeds().Json().EnumerateArray().Select(answer => answer.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Embed_BytesThatAreNoUtf8_AreReplacementCharacters()
    {
        var run = await ToolRun.OfAsync([(byte)'a', 0xFF, (byte)'\n'], ["embed", "-q", "--format", "json"]);
        Assert.Equal("a\uFFFD", run.Succeeds().Json()[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Embed_Dimensions_CutsAndNormalises()
    {
        var run = await ToolRun.OfAsync("embed", "-q", "--format", "jsonl", "--dimensions", "64", "a text");
        var vector = JsonDocument.Parse(Assert.Single(run.Succeeds().Lines)).RootElement.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        Assert.Equal(64, vector.Length);
        Assert.Equal(1, vector.Sum(value => value * value), 1e-5f);
    }

    [Fact]
    public async Task Embed_BadLine_AnswersThoseBeforeAndNamesIt()
    {
        var run = await ToolRun.WithInputAsync("\"a\"\n\n\"b\"\n{bad}\n\"c\"\n", "embed", "-q", "--format", "jsonl");
        run.FailsWith(ExitCodes.Failure, "Line 4 of standard input");
        Assert.Equal(2, run.Lines.Length);
    }

    [Fact]
    public async Task Embed_BadLineIntoAFile_LeavesWhatWasThere()
    {
        using var folder = new TemporaryFolder();
        var output = folder.Write("out.jsonl", "before");
        var run = await ToolRun.WithInputAsync("\"a\"\nbad\n", "embed", "-q", "--format", "jsonl", "--output", output);

        run.FailsWith(ExitCodes.Failure, "Line 2");
        Assert.Equal("before", await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Embed_OutputOverItsInput_ReplacesItWhenWhole()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("lines.jsonl", "\"a\"\n\"b\"\n");
        (await ToolRun.OfAsync("embed", "-q", "--format", "jsonl", "--input", file, "--output", file)).Succeeds();
        Assert.Equal(2, (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task Embed_ManyLines_KeepTheirOrder()
    {
        var texts = Enumerable.Range(0, 1500).Select(i => $"{i}{new string('x', i % 7)}").ToArray();
        var run = await ToolRun.WithInputAsync(string.Join('\n', texts.Select(text => $"\"{text}\"")), "embed", "-q", "--format", "jsonl", "-d", "1");
        Assert.Equal(texts, run.Succeeds().Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Embed_Table_IsTabSeparatedAndWholeWhereNobodyLooks()
    {
        var text = new string('w', 500) + "\n[b]";
        var run = await ToolRun.OfAsync("embed", "-q", text);
        Assert.Equal($"text\ttokens\tdimensions\tembedding", run.Succeeds().Lines[0]);
        Assert.Equal(text.Replace("\n", "\\n", StringComparison.Ordinal), run.Lines[1].Split('\t')[0]);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Embed_TableOnATerminal_IsDrawnAndHarmless(bool hasColors)
    {
        var run = await ToolRun.OfAsync([], ["embed", "-q", "[red]a[/] \u001b[2J"], isTerminal: true, hasColors);
        run.Succeeds();
        Assert.Contains("[red]a[/] \\u001b[2J", run.Output, StringComparison.Ordinal);
        Assert.Contains("│", run.Output, StringComparison.Ordinal);
        Assert.Equal(hasColors, run.Output.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Embed_NoModelNamed_SaysWhichOnStandardError()
    {
        var run = await ToolRun.OfAsync("embed", "text");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.StartsWith("note: using nano", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "[]\n", "json")]
    [InlineData("\n\n", "", "jsonl")]
    [InlineData("", "text\ttokens\tdimensions\tembedding\n", "table")]
    public async Task Embed_NoLines_GivesNothing(string input, string output, string format) =>
        Assert.Equal(output, (await ToolRun.WithInputAsync(input, "embed", "-q", "--format", format)).Succeeds().Output);

    [Fact]
    public async Task Embed_TextsOfArguments_AreTakenAsTheyAre()
    {
        var run = await ToolRun.OfAsync("embed", "-q", "--format", "json", "", "@file", "- item", "--", "--dash");
        Assert.Equal(["", "@file", "- item", "--dash"], run.Succeeds().Json().EnumerateArray().Select(answer => answer.GetProperty("text").GetString()));
        Assert.Equal((byte)'[', run.OutputBytes[0]); // no byte order mark
        Assert.Equal(Encoding.UTF8.GetByteCount(run.Output), run.OutputBytes.Length);
    }
}
