using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Kills training processes, and lets the same command go on.</summary>
public sealed class TrainKillTests : IDisposable
{
    private const int Kills = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _model = new();

    public void Dispose()
    {
        _folder.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task Train_KilledSeveralTimes_EndsWithTheWeightsOfAnUnbrokenRun()
    {
        new ModelDirectoryBuilder().Write(_model);
        _folder.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(0, 40).Select(i => $$"""{"query": "which bus goes to place {{i}}", "positive": "bus {{i}} goes to place {{i}}"}""")));
        using (var unbroken = Start("unbroken"))
            Assert.Equal((ExitCodes.Success, ""), await unbroken.EndAsync());

        var (kills, newest) = (0, "");
        while (kills < Kills)
        {
            using var tool = Start("broken");
            string last;
            while (!tool.HasExited && (last = NewestState()) == newest) // a further state was kept
                await Task.Delay(1, TestContext.Current.CancellationToken);
            Assert.False(tool.HasExited, "The run ended before it could be killed.");
            tool.Kill();
            (kills, newest) = (kills + 1, NewestState());
            Assert.False(Directory.Exists(PathOf("broken")));
        }

        using (var rest = Start("broken"))
            Assert.Equal((ExitCodes.Success, ""), await rest.EndAsync());
        foreach (var file in new[] { "model.safetensors", "2_Dense/model.safetensors", "3_Dense/model.safetensors" })
            Assert.Equal(await BytesAsync("unbroken", file), await BytesAsync("broken", file));
    }

    private ToolProcess Start(string name) => ToolProcess.Start(
        "train", "--from", _model.Path, "--data", PathOf("pairs.jsonl"), "--steps", "120", "--batch-size", "8", "--checkpoints", PathOf(name + "-states"), "--out", PathOf(name), "--quiet");

    private string NewestState() => Directory.Exists(PathOf("broken-states"))
        ? Directory.GetDirectories(PathOf("broken-states")).Where(folder => !folder.EndsWith(".tmp", StringComparison.Ordinal)).Max(StringComparer.Ordinal) ?? ""
        : "";

    private string PathOf(string name) => Path.Combine(_folder.Path, name);

    private Task<byte[]> BytesAsync(string model, string file) => File.ReadAllBytesAsync(Path.Combine(PathOf(model), file), TestContext.Current.CancellationToken);
}
