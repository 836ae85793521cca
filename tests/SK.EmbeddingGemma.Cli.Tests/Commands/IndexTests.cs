using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli.Commands;

public sealed class IndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Docs => _folder.PathOf("docs");

    private string Store => _folder.PathOf("memory.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Index_ThenSearch_FindsWhatIsRelevant()
    {
        _folder.Write("docs/password.md", "# Passwords\n\nTo reset your password, open the sign-in page and choose 'Forgot password'.");
        _folder.Write("docs/notes/sort.txt", "A binary search halves a sorted array until the value is found.");
        var index = (await IndexAsync("--format", "json")).Json()[0];
        Assert.Equal((2, 2), (index.GetProperty("stored").GetInt32(), index.GetProperty("chunks").GetInt32()));

        var hits = (await SearchAsync("how do I reset my password?")).Succeeds().Json();
        Assert.Equal("password.md", hits[0].GetProperty("source").GetString());
        Assert.Equal(1, hits[0].GetProperty("rank").GetInt32());

        File.Delete(_folder.PathOf("docs/password.md"));
        var again = (await IndexAsync("--format", "json")).Json()[0];
        Assert.Equal((0, 1, 1), (again.GetProperty("stored").GetInt32(), again.GetProperty("unchanged").GetInt32(), again.GetProperty("forgotten").GetInt32()));
        Assert.Equal(0, (await SearchAsync("how do I reset my password?", "--quiet")).Succeeds().Json().GetArrayLength());
    }

    [Fact]
    public async Task Index_Patterns_ChooseFiles()
    {
        _folder.Write("docs/a.md", "alpha");
        _folder.Write("docs/b.txt", "beta");
        _folder.Write("docs/c.md", "gamma");
        Assert.Equal("1\t0\t0\t0\t1", (await IndexAsync("--include", "**/*.md", "--exclude", "c.*")).Lines[^1]);
    }

    [Fact]
    public async Task Index_DamagedFile_IsReported()
    {
        _folder.Write("docs/a.pdf", "%PDF-1.7 nothing");
        var run = await ToolRun.OfAsync("index", Docs, "--store", Store, "--model", "nano");
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("a.pdf: Damaged", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_WrongUse_SaysWhat()
    {
        (await ToolRun.OfAsync("index", _folder.PathOf("none"), "--store", Store)).FailsWith(ExitCodes.Failure, "no folder");
        (await ToolRun.OfAsync("index", _folder.Path, "--store", Store, "--chunk-tokens", "5")).FailsWith(ExitCodes.Usage, "at least 32");
        (await ToolRun.OfAsync("search", "--store", Store, "query")).FailsWith(ExitCodes.Failure, "embeddinggemma index");
        (await ToolRun.OfAsync("search", "query")).FailsWith(ExitCodes.Usage, "--documents", "--store");
    }

    [Fact]
    public async Task Watch_FileChanges_IndexesAgainUntilInterrupted()
    {
        _folder.Write("docs/a.txt", "alpha");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var streams = new StandardStreams { Input = new MemoryStream(), Output = Stream.Synchronized(output), Error = error };
        var run = CommandLine.RunAsync(["watch", Docs, "--store", Store, "--model", "nano", "--quiet"], streams, ending.Token);
        await WaitForLinesAsync(1);
        _folder.Write("docs/b.txt", "beta");
        await WaitForLinesAsync(2);
        await ending.CancelAsync();
        Assert.Equal(ExitCodes.Success, await run);

        async Task WaitForLinesAsync(int count)
        {
            for (var i = 0; i < 400 && !run.IsCompleted && output.ToArray().Count(value => value == '\n') < count; i++)
                await Task.Delay(50, ending.Token);
            Assert.Equal(count, output.ToArray().Count(value => value == '\n'));
        }
    }

    private async Task<ToolRun> IndexAsync(params string[] options) =>
        (await ToolRun.OfAsync(["index", Docs, "--store", Store, "--model", "nano", "--quiet", .. options])).Succeeds();

    private Task<ToolRun> SearchAsync(string query, params string[] options) =>
        ToolRun.OfAsync(["search", query, "--store", Store, "--model", "nano", "--format", "json", .. options]);
}
