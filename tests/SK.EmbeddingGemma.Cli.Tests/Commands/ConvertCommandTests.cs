using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Cache => _folder.PathOf("cache");

    [Fact]
    public async Task Convert_Model_SaysFolderAndSizeAndConvertsOnce()
    {
        var first = (await ToolRun.OfAsync("convert", "-q", "--cache-dir", Cache, "--format", "json")).Succeeds().Json();
        var folder = first.GetProperty("folder").GetString()!;
        Assert.Equal(("embeddinggemma-nano", "float32"), (first.GetProperty("model").GetString(), first.GetProperty("precision").GetString()));
        Assert.Equal(Cache, Path.GetDirectoryName(folder));
        Assert.Equal(Directory.EnumerateFiles(folder).Sum(file => new FileInfo(file).Length), first.GetProperty("bytes").GetInt64());
        Assert.InRange(first.GetProperty("bytes").GetInt64(), 40_000_000, 80_000_000);

        var description = Path.Combine(folder, "model.json");
        var written = File.GetLastWriteTimeUtc(description);
        var second = await ToolRun.OfAsync("convert", "--model", "nano", "--cache-dir", Cache, "--format", "json");
        Assert.Equal(first.GetRawText(), second.Succeeds().Json().GetRawText());
        Assert.Equal(written, File.GetLastWriteTimeUtc(description));
        (await ToolRun.OfAsync("embed", "--model", "nano", "--cache-dir", Cache, "a text")).Succeeds();
        Assert.Equal(folder, Assert.Single(Directory.EnumerateDirectories(Cache, "*-v*")));
    }

    [Fact]
    public async Task Convert_Precision_HasAFolderOfItsOwn()
    {
        var folders = new List<string?>();
        foreach (var precision in new[] { "float32", "int8", "int4" })
        {
            var report = (await ToolRun.OfAsync("convert", "-q", "--precision", precision, "--cache-dir", Cache, "--format", "jsonl")).Succeeds();
            folders.Add(JsonDocument.Parse(Assert.Single(report.Lines)).RootElement.GetProperty("folder").GetString());
        }

        Assert.Equal(folders.Order(StringComparer.Ordinal), Directory.EnumerateDirectories(Cache, "*-v*").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Embed_ModelNotConvertedYet_SaysSoAndHowLong()
    {
        var run = await ToolRun.OfAsync("embed", "--model", "nano", "--cache-dir", Cache, "a text");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("note: converting embeddinggemma-nano to float32, which is done once", lines[0]);
        Assert.Matches(@"^note: converted in [0-9]+\.[0-9] s$", lines[1]);
        Assert.Equal(2, lines.Length);
    }

    [Fact]
    public async Task Embed_ModelNotConvertedYetAtATerminal_ShowsABarThatVanishes()
    {
        var run = await ToolRun.OfAsync([], ["embed", "--model", "nano", "--cache-dir", Cache, "a text"], isTerminal: true);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var shown = run.Error.Split('\r');
        Assert.Equal("converting embeddinggemma-nano to float32, which is done once [..........", shown[1][..73]);
        Assert.Equal(["", ""], [shown[^2].Trim(), shown[^1]]);
    }

    [Fact]
    public async Task Convert_CacheThatCannotBe_IsAFailureThatNamesIt()
    {
        var file = _folder.Write("file", "");
        (await ToolRun.OfAsync("convert", "-q", "--cache-dir", file)).FailsWith(ExitCodes.Failure, file);
    }

    [Fact]
    public async Task Info_CacheDirectory_IsSaid() =>
        Assert.Equal(Cache, (await ToolRun.OfAsync("info", "-q", "--cache-dir", Cache, "--format", "json")).Succeeds().Json().GetProperty("cache").GetString());

    public void Dispose() => _folder.Dispose();
}
