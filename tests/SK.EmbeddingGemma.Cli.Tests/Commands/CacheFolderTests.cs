using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli.Commands;

/// <summary>A model is converted into the cache when it is first loaded: what happens where there is none, or no room, or another process is at it.</summary>
public sealed class CacheFolderTests
{
    private const string UnixOnly = "Needs a Unix shell.";

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_CacheThatCannotBe_SaysWhichAndWhatToDo()
    {
        using var tool = ToolProcess.Shell("EMBEDDINGGEMMA_CACHE=/dev/null/cache $TOOL embed hi --quiet");
        var (exitCode, error) = await tool.EndAsync();

        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.StartsWith("error: The folder /dev/null/cache, which keeps converted models, cannot be written", error, StringComparison.Ordinal);
        Assert.Contains("EMBEDDINGGEMMA_CACHE", error, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_WithoutCache_WorksInTheTemporaryFolderAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var tool = ToolProcess.Shell($"unset EMBEDDINGGEMMA_CACHE; XDG_CACHE_HOME=/dev/null TMPDIR={folder.Path} $TOOL embed hi --quiet");
        var (exitCode, error) = await tool.EndAsync();

        Assert.Equal(ExitCodes.Success, exitCode);
        Assert.DoesNotContain("error: ", error, StringComparison.Ordinal); // ONNX Runtime itself warns that it cannot write there
        Assert.Empty(Directory.EnumerateDirectories(folder.Path, "embeddinggemma-*"));
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_WithoutCacheAndTemporaryFolder_SaysWhichAndWhatToDo()
    {
        using var tool = ToolProcess.Shell("unset EMBEDDINGGEMMA_CACHE; XDG_CACHE_HOME=/dev/null TMPDIR=/nonexistent-folder $TOOL embed hi --quiet");
        var (exitCode, error) = await tool.EndAsync();

        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.Contains("/nonexistent-folder", error, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", error, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = UnixOnly)]
    public async Task Embed_WithoutRoom_SaysSoAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();

        // A limit of 2 MiB a file stands for a disk that is full; the runtime's own code memory, a file too, is exempted.
        using var tool = ToolProcess.Shell($"trap '' XFSZ; ulimit -f 2048; DOTNET_EnableWriteXorExecute=0 EMBEDDINGGEMMA_CACHE={folder.Path} $TOOL embed hi --quiet");
        var (exitCode, error) = await tool.EndAsync();

        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.Contains("could not be written into the folder " + folder.Path, error, StringComparison.Ordinal);
        Assert.Contains(" MiB are free", error, StringComparison.Ordinal);
        Assert.Contains("EMBEDDINGGEMMA_CACHE", error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateDirectories(folder.Path), name => Path.GetFileName(name) != "sources");
    }

    [Fact]
    public async Task Embed_TwoProcesses_ConvertOnce()
    {
        using var folder = new TemporaryFolder();
        using var one = ToolProcess.StartWithCache(folder.Path, "embed", "hi", "--verbose");
        using var two = ToolProcess.StartWithCache(folder.Path, "embed", "hi", "--verbose");
        var ends = await Task.WhenAll(one.EndAsync(), two.EndAsync());

        Assert.All(ends, end => Assert.Equal(ExitCodes.Success, end.ExitCode));
        Assert.Single(ends, end => end.Error.Contains("Converting", StringComparison.Ordinal));
    }
}
