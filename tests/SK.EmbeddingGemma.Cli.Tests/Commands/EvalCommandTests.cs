using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class EvalCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EvalCommandTests()
    {
        _folder.Write("data/pairs/test.jsonl", """
            {"sentence1": "A cat sits on a mat.", "sentence2": "A cat is sitting on a mat.", "score": 5}
            {"sentence1": "A cat sits on a mat.", "sentence2": "An animal is on a rug.", "score": 3}
            {"sentence1": "A cat sits on a mat.", "sentence2": "Stock prices fell sharply.", "score": 0}
            """);
        WriteRetrieval("pets", "How do I feed a cat?", "Give a cat dry food twice a day.", "Dogs like long walks.");
        WriteRetrieval("files", "How do I read a file?", "Open the file and read its lines.", "Close the window before you leave.");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Eval_All_ScoresEachTaskAndLength()
    {
        var run = (await EvalAsync("--dimensions", "384,64")).Succeeds();

        Assert.Equal("task\tmetric\tmodel\tdimensions\tscore", run.Lines[0]);
        Assert.Equal(["files 384", "files 64", "pairs 384", "pairs 64", "pets 384", "pets 64"], run.Lines[1..].Select(line => line.Split('\t')).Select(cells => $"{cells[0]} {cells[3]}"));
        Assert.Equal("100.00", run.Lines[3].Split('\t')[4]);
    }

    [Fact]
    public async Task Eval_Type_TakesItsTasksAlone()
    {
        var run = (await EvalAsync("--tasks", "STS", "--dimensions", "64", "--format", "jsonl")).Succeeds();

        var result = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        Assert.Equal(("pairs", "Sts", 1.0), (result.GetProperty("task").GetString(), result.GetProperty("type").GetString(), Math.Round(result.GetProperty("score").GetDouble(), 6)));
    }

    [Fact]
    public async Task Eval_TwoPrecisions_ComparesTheSecondWithTheFirst()
    {
        var run = (await EvalAsync("--tasks", "pairs", "--dimensions", "384", "--precision", "float32,int8")).Succeeds();

        Assert.Equal(["difference", "95% interval"], run.Lines[0].Split('\t')[5..]);
        Assert.EndsWith("/float32", run.Lines[1].Split('\t')[2], StringComparison.Ordinal);
        Assert.EndsWith("/int8", run.Lines[2].Split('\t')[2], StringComparison.Ordinal);
        Assert.Equal("0.00", run.Lines[2].Split('\t')[5]);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("exact")]
    [InlineData("two-stage")]
    public async Task Eval_ThroughAStore_ScoresTheSame(string store)
    {
        var expected = (await EvalAsync("--tasks", "retrieval")).Succeeds().Lines;

        Assert.Equal(expected, (await EvalAsync("--tasks", "retrieval", "--store", store)).Succeeds().Lines);
    }

    [Fact]
    public async Task Eval_Out_WritesResultsReportAndPlot()
    {
        (await EvalAsync("--tasks", "pairs", "--out", _folder.PathOf("report/x")[..^2])).Succeeds();

        Assert.Equal(4, Directory.GetFiles(_folder.PathOf("report/x")[..^2], "pairs.json", SearchOption.AllDirectories).Length);
        Assert.Contains("| dimensions |", await File.ReadAllTextAsync(_folder.PathOf("report/report.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("</svg>", await File.ReadAllTextAsync(_folder.PathOf("report/quality.svg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_Calibrate_ShowsMemorysFloor()
    {
        var run = (await EvalAsync("--calibrate", "--dimensions", "384")).Succeeds();

        Assert.Equal(3, run.Lines.Length);
        Assert.All(run.Lines[1..], line => Assert.Equal("0.300", line.Split('\t')[8]));
        Assert.All(run.Lines[1..], line => Assert.Equal("100.0%", line.Split('\t')[9]));
    }

    [Fact]
    public async Task Eval_CalibrateShorterVectors_ShowsTheirFloors()
    {
        var run = (await EvalAsync("--calibrate", "--dimensions", "128,64")).Succeeds();

        Assert.Equal(["0.350", "0.430"], run.Lines[1..].Select(line => line.Split('\t')[8]).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Eval_DamagedVectors_WarnsAndScoresTheSame()
    {
        var expected = (await EvalAsync("--tasks", "pairs")).Succeeds().Output;
        foreach (var file in Directory.GetFiles(_folder.PathOf("vectors/x")[..^2], "*.vectors", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(file, "damaged", TestContext.Current.CancellationToken);

        var run = await ToolRun.OfAsync([.. Arguments("--tasks", "pairs").Where(argument => argument != "--quiet")]);

        Assert.Equal((ExitCodes.Success, expected), (run.ExitCode, run.Output));
        Assert.Contains("warning: 1 files of vectors were damaged", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_NoData_SaysHowToGetIt() =>
        (await ToolRun.OfAsync("eval", "--model", "nano", "--data", _folder.PathOf("nowhere"))).FailsWith(ExitCodes.Failure, "--data", "EMBEDDINGGEMMA_EVAL_DATA", "hf download");

    [Fact]
    public async Task Eval_UnknownTask_ListsThem() => (await EvalAsync("--tasks", "nothing")).FailsWith(ExitCodes.Usage, "files, pairs, pets", "sts");

    [Fact]
    public async Task Eval_TooManyDimensions_SaysHowMany() => (await EvalAsync("--dimensions", "1024")).FailsWith(ExitCodes.Usage, "1 to 384");

    [Theory]
    [InlineData("--dimensions", "64,x")]
    [InlineData("--precision", "float31")]
    [InlineData("--store", "shelf")]
    [InlineData("--max-tokens", "0")]
    [InlineData("--tasks", ",")]
    public async Task Eval_WrongValue_NamesTheOption(string option, string value) => (await EvalAsync(option, value)).FailsWith(ExitCodes.Usage, option);

    private void WriteRetrieval(string name, string query, string answer, string other)
    {
        _folder.Write($"data/{name}/corpus.jsonl", $$"""
            {"_id": "1", "title": "", "text": "{{answer}}"}
            {"_id": "2", "title": "", "text": "{{other}}"}
            """);
        _folder.Write($"data/{name}/queries.jsonl", $$"""{"_id": "q", "text": "{{query}}"}""");
        _folder.Write($"data/{name}/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\t1\t1\n");
    }

    private string[] Arguments(params string[] more) => ["eval", "--model", "nano", "--quiet", "--data", _folder.PathOf("data/x")[..^2], "--vectors", _folder.PathOf("vectors/x")[..^2], .. more];

    private Task<ToolRun> EvalAsync(params string[] more) => ToolRun.OfAsync(Arguments(more));
}
