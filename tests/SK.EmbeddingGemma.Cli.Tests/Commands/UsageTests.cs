namespace SK.EmbeddingGemma.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("Required command", "")]
    [InlineData("'bogus'", "bogus")]
    [InlineData("'--bogus'", "embed --bogus x")]
    [InlineData("'--promt=query'", "embed --promt=query x")]
    [InlineData("float32, int8, int4", "embed --precision int9 x")]
    [InlineData("table, json, jsonl", "embed --format xml x")]
    [InlineData("whole number", "embed --dimensions 0 x")]
    [InlineData("whole number", "embed --dimensions 1.5 x")]
    [InlineData("1 to 384", "embed -q --dimensions 385 x")]
    [InlineData("whole number", "search --documents x --top 0 q")]
    [InlineData("--documents", "search q")]
    [InlineData("--prompt-text", "embed --prompt query --prompt-text raw x")]
    [InlineData("fact-checking", "embed -q --prompt bogus x")]
    [InlineData("InstructionRetrieval", "embed -q --prompt bogus x")]
    [InlineData("--title", "embed -q --title t --prompt query x")]
    [InlineData("--title", "embed -q --title t --prompt-text query x")]
    [InlineData("--input", "embed --input file x")]
    [InlineData("two", "similarity x")]
    [InlineData("standard input", "search --documents -")]
    [InlineData("'extra'", "search --documents x query extra")]
    [InlineData("is a folder", "embed --input .")]
    public async Task Run_WrongUsage_IsALineThatHelps(string part, string line) =>
        (await ToolRun.OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).FailsWith(ExitCodes.Usage, part, "--help");

    [Fact]
    public async Task Run_BlankCacheDirectory_IsALineThatHelps() =>
        (await ToolRun.OfAsync("embed", "--cache-dir", " ", "x")).FailsWith(ExitCodes.Usage, "--cache-dir is empty", "--help");

    [Theory]
    [InlineData("embed")]
    [InlineData("similarity")]
    [InlineData("tokenize")]
    [InlineData("search --documents .")]
    public async Task Run_NoTextWhileAPersonSitsThere_DoesNotWait(string line) =>
        (await ToolRun.OfAsync([], line.Split(' '), isTerminal: true)).FailsWith(ExitCodes.Usage, "no text");

    [Theory]
    [InlineData("embed --model ./no/such/folder x", "does not exist")]
    [InlineData("embed --input no-such-file", "no-such-file")]
    [InlineData("search --documents no-such-file q", "no-such-file")]
    [InlineData("embed --output no/such/folder/file x", "file")]
    public async Task Run_Failure_IsALineWithoutStackTrace(string line, string part) =>
        (await ToolRun.OfAsync(line.Split(' '))).FailsWith(ExitCodes.Failure, part);

    [Fact]
    public async Task Run_FailureWithVerbose_HasAStackTrace()
    {
        var run = await ToolRun.OfAsync("embed", "--model", "./no/such/folder", "--verbose", "x");
        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("embed --help")]
    [InlineData("similarity -h")]
    [InlineData("search --help")]
    [InlineData("tokenize --help")]
    [InlineData("info --help")]
    [InlineData("convert --help")]
    [InlineData("export --help")]
    public async Task Run_Help_HasExamplesAndFitsAScreen(string line)
    {
        var run = (await ToolRun.OfAsync(line.Split(' '))).Succeeds();
        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
        Assert.All(run.Lines, text => Assert.InRange(text.Length, 0, 110));
    }

    [Fact]
    public async Task Run_Cancelled_GivesTheCodeOfAnInterrupt()
    {
        using var streams = new StandardStreams { Input = Stream.Null, Output = Stream.Null, Error = TextWriter.Null };
        Assert.Equal(ExitCodes.Interrupted, await CommandLine.RunAsync(["embed", "-q", "x"], streams, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(null, "xterm", true)]
    [InlineData("", null, true)]
    [InlineData("1", "xterm", false)]
    [InlineData(null, "dumb", false)]
    public void AllowsColors_Environment_IsRespected(string? noColor, string? term, bool expected) =>
        Assert.Equal(expected, StandardStreams.AllowsColors(name => name == "NO_COLOR" ? noColor : name == "TERM" ? term : null));
}
