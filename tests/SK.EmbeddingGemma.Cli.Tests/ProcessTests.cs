using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class ProcessTests
{
    private const string InterruptsIgnored = "Whoever started the tests had them ignore interrupts, as a shell does with what it runs in the background; the tool inherits that.";
    private const string UnixOnly = "Signals and shells are those of Unix.";

    private static readonly string ManyLines = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"\"this is the sentence of number {i}, and it goes on for some words\"\n"));

    [Fact]
    public async Task Embed_LinesByPipe_AreAnsweredBeforeTheInputEnds()
    {
        using var tool = ToolProcess.Start("embed", "--quiet", "--format", "jsonl", "--dimensions", "2");
        foreach (var text in new[] { "first", "zweite Zeile: ä", "\U0001F600" })
        {
            await tool.Input.WriteAsync(Encoding.UTF8.GetBytes($"\"{text}\"\n"), TestContext.Current.CancellationToken);
            await tool.Input.FlushAsync(TestContext.Current.CancellationToken);
            var answer = await tool.Output.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Equal(text, JsonDocument.Parse(answer!).RootElement.GetProperty("text").GetString());
        }

        tool.Input.Close();
        Assert.Equal((ExitCodes.Success, ""), await tool.EndAsync());
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_OutputClosedAfterALine_EndsSoonAndQuietly()
    {
        using var folder = new TemporaryFolder();
        var input = folder.Write("many.jsonl", ManyLines);
        using var tool = ToolProcess.Shell($"$TOOL embed -q --format jsonl --input '{input}' | head -1 > '{folder.PathOf("head")}'; exit ${{PIPESTATUS[0]}}");

        Assert.Equal((ExitCodes.Success, ""), await tool.EndAsync());
        Assert.Single(await File.ReadAllLinesAsync(folder.PathOf("head"), TestContext.Current.CancellationToken));
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_TwoRunsIntoOneFile_WriteOneBehindTheOther()
    {
        using var folder = new TemporaryFolder();
        using var tool = ToolProcess.Shell($"($TOOL tokenize -q a; echo between; $TOOL tokenize -q b) > '{folder.PathOf("out")}'");

        Assert.Equal((ExitCodes.Success, ""), await tool.EndAsync());
        var lines = await File.ReadAllLinesAsync(folder.PathOf("out"), TestContext.Current.CancellationToken);
        Assert.Equal(["text\tposition\tid\ttoken", "between", "text\tposition\tid\ttoken"], lines.Where(line => !char.IsAsciiDigit(line[0])));
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_NoSpaceLeft_FailsWithALine()
    {
        if (!File.Exists("/dev/full"))
            return; // only Linux has it

        using var tool = ToolProcess.Shell("$TOOL embed -q text > /dev/full");
        var (code, error) = await tool.EndAsync();
        Assert.Equal(ExitCodes.Failure, code);
        Assert.StartsWith("error: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_UserWithAnEmptyCache_LeavesConvertedModelsThereAndNoTelemetry()
    {
        // CI keeps the runtime's telemetry away, too: what is tested is the tool.
        using var folder = new TemporaryFolder();
        using var tool = ToolProcess.Shell($"unset CI EMBEDDINGGEMMA_CACHE; HOME={folder.Path} XDG_CACHE_HOME={folder.Path} $TOOL embed -q text > /dev/null");

        Assert.Equal((ExitCodes.Success, ""), await tool.EndAsync());
        Assert.Equal([Path.Combine(folder.Path, "embeddinggemma")], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Embed_SignalWhileComputing_EndsAtOnceAndLeavesNoFile(string signal, int exitCode)
    {
        Assert.SkipWhen(signal == "INT" && ToolProcess.InheritsIgnoredInterrupts, InterruptsIgnored);
        using var folder = new TemporaryFolder();
        var input = folder.Write("many.jsonl", ManyLines);
        var output = folder.PathOf("out.jsonl");
        using var tool = ToolProcess.Start("embed", "-q", "--format", "jsonl", "--input", input, "--output", output);
        while (!Directory.EnumerateFiles(folder.Path, "out.jsonl.*").Any(file => new FileInfo(file).Length > 0))
            await Task.Delay(50, TestContext.Current.CancellationToken);

        var watch = Stopwatch.StartNew();
        tool.Signal(signal);
        Assert.Equal((exitCode, ""), await tool.EndAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10)); // on a busy machine; alone it is a tenth of a second
        Assert.Equal([input], Directory.EnumerateFiles(folder.Path));
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_SignalWhileWaitingForInput_EndsAtOnce()
    {
        Assert.SkipWhen(ToolProcess.InheritsIgnoredInterrupts, InterruptsIgnored);
        using var tool = ToolProcess.Start("embed", "-q", "--format", "jsonl", "-d", "2");
        await tool.Input.WriteAsync("\"text\"\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await tool.Input.FlushAsync(TestContext.Current.CancellationToken);
        await tool.Output.ReadLineAsync(TestContext.Current.CancellationToken);

        tool.Signal("INT");
        Assert.Equal((ExitCodes.Interrupted, ""), await tool.EndAsync());
    }
}
