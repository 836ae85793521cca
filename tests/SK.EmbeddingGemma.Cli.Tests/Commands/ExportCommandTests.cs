using System.Text;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class ExportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("f32", 50_739_936)]
    [InlineData("f16", 25_574_112)]
    [InlineData("Q8_0", 13_777_664)]
    public async Task Export_Gguf_WritesTheType(string type, long length)
    {
        var path = Path.Combine(_folder.Path, "nano.gguf");
        var run = await ToolRun.OfAsync("export", "--quiet", "--format", "gguf", "--type", type, "--output", path);
        Assert.Empty(run.Succeeds().Output);
        Assert.Equal(length, new FileInfo(path).Length);
        using var file = File.OpenRead(path);
        Assert.Equal("GGUF", Encoding.ASCII.GetString(new BinaryReader(file).ReadBytes(4)));
    }

    [Fact]
    public async Task Export_NotQuiet_SaysModelAndSize()
    {
        var path = Path.Combine(_folder.Path, "nano.gguf");
        var run = await ToolRun.OfAsync("export", "--format", "gguf", "--type", "q8_0", "--output", path);
        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("using nano", run.Error, StringComparison.Ordinal);
        Assert.Contains($"note: wrote {path}, 13.8 MB", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_Safetensors_IsAModelWithTheSameVectors()
    {
        var path = Path.Combine(_folder.Path, "nano");
        (await ToolRun.OfAsync("export", "-q", "-m", "nano", "--format", "safetensors", "-o", path)).Succeeds();
        var expected = (await ToolRun.OfAsync("embed", "-q", "-m", "nano", "--precision", "float32", "--format", "json", "a text")).Succeeds();
        var actual = (await ToolRun.OfAsync("embed", "-q", "-m", path, "--precision", "float32", "--format", "json", "a text")).Succeeds();
        Assert.Equal(expected.Output, actual.Output);
    }

    [Fact]
    public async Task Export_Gguf_IsAModelWithTheSameVectors()
    {
        var path = Path.Combine(_folder.Path, "nano.gguf");
        (await ToolRun.OfAsync("export", "-q", "--format", "gguf", "--type", "f32", "--output", path)).Succeeds();
        var expected = (await ToolRun.OfAsync("embed", "-q", "--format", "json", "a text")).Succeeds();
        var actual = (await ToolRun.OfAsync("embed", "-q", "--model", path, "--format", "json", "a text")).Succeeds();
        Assert.Equal(expected.Output, actual.Output);
        Assert.Contains("384 -> 768, 768 -> 384", (await ToolRun.OfAsync("info", "--model", path)).Succeeds().Output, StringComparison.Ordinal);

        (await ToolRun.OfAsync("export", "-q", "--model", path, "--format", "safetensors", "--output", Path.Combine(_folder.Path, "folder")))
            .FailsWith(ExitCodes.Failure, "export the original");
        (await ToolRun.OfAsync("embed", "-q", "--model", _folder.Write("broken.gguf", "GGUF"), "a text")).FailsWith(ExitCodes.Failure, "broken.gguf", "cut short");
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("model.onnx", "model.onnx_data")]
    public async Task Export_Onnx_WritesOneFileOrTwo(params string[] files)
    {
        string[] line = ["export", "-q", "--format", "onnx", "--output", Path.Combine(_folder.Path, "model.onnx")];
        (await ToolRun.OfAsync(files.Length > 1 ? [.. line, "--external-data"] : line)).Succeeds();
        Assert.Equal(files, Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.InRange(new FileInfo(Path.Combine(_folder.Path, files[^1])).Length, 45_000_000, 60_000_000);
    }

    [Fact]
    public async Task Export_PathThatIsThere_IsLeftUnlessForced()
    {
        var path = _folder.Write("nano.gguf", "before");
        string[] line = ["export", "-q", "--format", "gguf", "--type", "q8_0", "--output", path];
        (await ToolRun.OfAsync(line)).FailsWith(ExitCodes.Failure, path, "--force");
        Assert.Equal("before", File.ReadAllText(path));

        (await ToolRun.OfAsync([.. line, "--force"])).Succeeds();
        Assert.Equal(13_777_664, new FileInfo(path).Length);
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("--format", "export --output x")]
    [InlineData("--output", "export --format gguf")]
    [InlineData("gguf, ", "export --format pickle --output x")]
    [InlineData("f32, f16, q8_0", "export --format gguf --type q4_0 --output x")]
    [InlineData("--type is for gguf", "export --format safetensors --type f16 --output x")]
    [InlineData("--type is for gguf", "export --format onnx --type f16 --output x")]
    [InlineData("--external-data is for onnx", "export --format gguf --external-data --output x")]
    [InlineData("standard output", "export --format gguf --output -")]
    public async Task Export_WrongUsage_IsALineThatHelps(string part, string line) =>
        (await ToolRun.OfAsync(line.Split(' '))).FailsWith(ExitCodes.Usage, part, "export --help");

    [Theory]
    [InlineData("export -q --format gguf --output no/such/folder/x", "no folder")]
    [InlineData("export -q --format gguf --output .", "is a folder")]
    [InlineData("export -q --model ./no/such/model --format gguf --output x", "does not exist")]
    public async Task Export_Failure_IsALineThatHelps(string line, string part) =>
        (await ToolRun.OfAsync(line.Split(' '))).FailsWith(ExitCodes.Failure, part);

    [Theory(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = "Needs a Unix shell.")]
    [InlineData("gguf")]
    [InlineData("onnx")]
    [InlineData("onnx --external-data")]
    [InlineData("safetensors")]
    public async Task Export_WithoutRoom_SaysSoAndLeavesNothing(string format)
    {
        // A limit of 2 MiB a file stands for a disk that is full; the runtime's own code memory, a file too, is exempted.
        var path = Path.Combine(_folder.Path, "nano");
        using var tool = ToolProcess.Shell($"trap '' XFSZ; ulimit -f 2048; DOTNET_EnableWriteXorExecute=0 $TOOL export --quiet --format {format} --output {path}");
        var (exitCode, error) = await tool.EndAsync();

        Assert.Equal(ExitCodes.Failure, exitCode);
        Assert.Contains("could not be written", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();
}
