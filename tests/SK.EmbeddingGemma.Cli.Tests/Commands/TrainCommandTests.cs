using System.Text.RegularExpressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed partial class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _model = new();
    private readonly string _pairs;

    public TrainCommandTests()
    {
        new ModelDirectoryBuilder().Write(_model);
        _pairs = _folder.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(0, 20).Select(i => $$"""{"query": "which bus goes to place {{i}}", "positive": "bus {{i}} goes to place {{i}}"}""")));
    }

    private string Output => Path.Combine(_folder.Path, "model");

    public void Dispose()
    {
        _folder.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task Train_Pairs_WritesAModelThatEmbedsOtherwise()
    {
        _folder.Write("data/pairs/test.jsonl", """
            {"sentence1": "A cat sits on a mat.", "sentence2": "A cat is sitting on a mat.", "score": 5}
            {"sentence1": "A cat sits on a mat.", "sentence2": "An animal is on a rug.", "score": 3}
            {"sentence1": "A cat sits on a mat.", "sentence2": "Stock prices fell sharply.", "score": 0}
            """);
        var log = Path.Combine(_folder.Path, "log.csv");

        var run = await TrainAsync("--steps", "4", "--batch-size", "5", "--eval", Path.Combine(_folder.Path, "data"), "--log", log);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Matches(Scores(), Assert.Single(run.Lines));
        Assert.Contains("note: step 4 of 4, loss ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith($"note: wrote {Output}\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(5, File.ReadLines(log).Count());
        var (before, after) = ((await EmbedAsync(_model.Path)).Succeeds().Output, (await EmbedAsync(Output)).Succeeds().Output);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task Train_ModelThere_IsKeptUnlessForced()
    {
        Assert.Equal(ExitCodes.Success, (await TrainAsync("--steps", "1", "--quiet")).ExitCode);
        var weights = await File.ReadAllBytesAsync(Path.Combine(Output, "model.safetensors"), TestContext.Current.CancellationToken);

        (await TrainAsync("--steps", "2", "--quiet")).FailsWith(ExitCodes.Failure, Output);

        Assert.Equal(weights, await File.ReadAllBytesAsync(Path.Combine(Output, "model.safetensors"), TestContext.Current.CancellationToken));
        Assert.Equal(ExitCodes.Success, (await TrainAsync("--steps", "2", "--quiet", "--force")).ExitCode);
        Assert.NotEqual(weights, await File.ReadAllBytesAsync(Path.Combine(Output, "model.safetensors"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Train_NoData_Refuses() => (await ToolRun.OfAsync("train", "--data", Path.Combine(_folder.Path, "none.jsonl"), "--out", Output)).FailsWith(ExitCodes.Failure, "none.jsonl");

    [Theory]
    [InlineData("--learning-rate", "fast")]
    [InlineData("--learning-rate", "2")]
    [InlineData("--epochs", "0")]
    [InlineData("--task", "cooking")]
    [InlineData("--precision", "int3")]
    [InlineData("--out", " ")]
    public async Task Train_ValueThatIsNotAllowed_Refuses(string option, string value) =>
        (await ToolRun.OfAsync(["train", "--data", _pairs, .. option == "--out" ? Array.Empty<string>() : ["--out", Output], option, value])).FailsWith(ExitCodes.Usage, option);

    private static Task<ToolRun> EmbedAsync(string model) => ToolRun.OfAsync("embed", "a bus", "--model", model, "--precision", "float32", "--format", "json", "--quiet");

    private Task<ToolRun> TrainAsync(params string[] more) => ToolRun.OfAsync(["train", "--from", _model.Path, "--data", _pairs, "--out", Output, .. more]);

    [GeneratedRegex(@"^pairs\t-?\d+\.\d\d -> -?\d+\.\d\d$")]
    private static partial Regex Scores();
}
