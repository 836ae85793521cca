namespace SK.EmbeddingGemma.Cli.Commands;

/// <summary>A model's graph is written into the temporary folder while it loads: what happens where there is none, or no room.</summary>
public sealed class TemporaryFolderTests
{
    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = "Needs a Unix shell.")]
    public async Task Embed_WithoutTemporaryFolder_SaysWhichAndWhatToDo()
    {
        using var tool = ToolProcess.Shell("TMPDIR=/nonexistent-folder $TOOL embed hi --quiet");
        var (exitCode, error) = await tool.EndAsync();

        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.Contains("/nonexistent-folder", error, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", error, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = "Needs a Unix shell.")]
    public async Task Embed_WithoutRoomForTheWeights_SaysSoAndLeavesNothing()
    {
        var folder = Directory.CreateTempSubdirectory("embeddinggemma-test-");
        try
        {
            // A limit of 2 MiB a file stands for a disk that is full; the runtime's own code memory, a file too, is exempted.
            using var tool = ToolProcess.Shell($"trap '' XFSZ; ulimit -f 2048; DOTNET_EnableWriteXorExecute=0 TMPDIR={folder.FullName} $TOOL embed hi --quiet");
            var (exitCode, error) = await tool.EndAsync();

            Assert.Equal(ExitCodes.Failure, exitCode);
            Assert.Contains("could not be written to the temporary file " + folder.FullName, error, StringComparison.Ordinal);
            Assert.Empty(folder.EnumerateDirectories("embeddinggemma-*"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
