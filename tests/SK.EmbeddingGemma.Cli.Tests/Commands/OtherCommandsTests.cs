using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

public sealed class OtherCommandsTests
{
    [Fact]
    public async Task Similarity_ThreeTexts_IsAMatrixThatKnowsWhatIsAlike()
    {
        var run = await ToolRun.OfAsync("similarity", "-q", "--format", "json", "a cat sits on a mat", "a kitten on a rug", "stock prices fell");
        var rows = run.Succeeds().Json().EnumerateArray().ToArray();
        var scores = rows.Select(row => row.GetProperty("similarity").EnumerateArray().Select(score => score.GetSingle()).ToArray()).ToArray();

        Assert.Equal(3, scores.Length);
        Assert.All(scores, row => Assert.Equal(3, row.Length));
        Assert.Equal(1, scores[1][1], 1e-5f);
        Assert.Equal(scores[0][2], scores[2][0]);
        Assert.True(scores[0][1] > scores[0][2]);
        Assert.Equal("task: sentence similarity | query: ", rows[0].GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Similarity_PromptText_ReplacesItsOwn()
    {
        var run = await ToolRun.OfAsync("similarity", "-q", "--format", "jsonl", "--prompt-text", "", "a", "b");
        Assert.All(run.Succeeds().Lines, line => Assert.Equal("", JsonDocument.Parse(line).RootElement.GetProperty("prompt").GetString()));
    }

    [Fact]
    public async Task Tokenize_Text_ShowsIdsAndPieces()
    {
        var run = await ToolRun.OfAsync("tokenize", "-q", "--format", "jsonl", "hello world");
        var answer = JsonDocument.Parse(Assert.Single(run.Succeeds().Lines)).RootElement;
        Assert.Equal(["<bos>", "hello", "▁world", "<eos>"], answer.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal([2, 9072, 2967, 1], answer.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
    }

    [Fact]
    public async Task Tokenize_LongText_HasANameForEachId()
    {
        var run = await ToolRun.WithInputAsync(string.Concat(Enumerable.Repeat("ä word \U0001F9FF ", 2000)), "tokenize", "-q", "--prompt", "document", "--format", "json");
        var answer = run.Succeeds().Json()[0];
        Assert.Equal(2048, answer.GetProperty("ids").GetArrayLength());
        Assert.Equal(2048, answer.GetProperty("tokens").GetArrayLength());
        Assert.Equal("<eos>", answer.GetProperty("tokens")[2047].GetString());
    }

    [Fact]
    public async Task Info_Providers_ListsAndTriesThem()
    {
        var rows = (await ToolRun.OfAsync("info", "-q", "--providers", "--format", "json")).Succeeds().Json().EnumerateArray().ToDictionary(row => row.GetProperty("provider").GetString()!, StringComparer.Ordinal);
        Assert.Subset(rows.Keys.ToHashSet(StringComparer.Ordinal), new HashSet<string> { "cpu", "cuda", "directml", "coreml", "openvino" });
        Assert.Equal("installed, trusted", rows["cpu"].GetProperty("state").GetString());
        Assert.InRange(rows["cpu"].GetProperty("leastCosine").GetDouble(), 0.99999, 1.00001);
        Assert.Single(rows.Values, row => row.GetProperty("auto").GetBoolean());
        Assert.All(rows.Values.Where(row => !row.GetProperty("installed").GetBoolean()), row => Assert.Equal(JsonValueKind.Null, row.GetProperty("leastCosine").ValueKind));
    }

    [Fact]
    public async Task Similarity_ProviderThatIsNotInstalled_NamesThePackage()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "DirectML may be installed here.");
        (await ToolRun.OfAsync("similarity", "-q", "--provider", "directml", "a", "b")).FailsWith(ExitCodes.Failure, "SK.EmbeddingGemma.DirectML");
    }

    [Fact]
    public async Task Info_Json_DescribesModelAndMachine()
    {
        var info = (await ToolRun.OfAsync("info", "-q", "--format", "json")).Succeeds().Json();
        Assert.Equal("embeddinggemma-nano", info.GetProperty("model").GetString());
        Assert.Equal(384, info.GetProperty("dimensions").GetInt32());
        Assert.Equal(2048, info.GetProperty("maxTokens").GetInt32());
        Assert.Equal("float32", info.GetProperty("precision").GetString());
        Assert.Equal("title: none | text: ", info.GetProperty("prompts").GetProperty("document").GetString());
        Assert.StartsWith("1.", info.GetProperty("onnxRuntime").GetString(), StringComparison.Ordinal);
        Assert.True(info.GetProperty("logicalCores").GetInt32() > 0);
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("INT8")]
    public async Task Info_Precision_IsTheOneAskedFor(string precision) =>
        Assert.Equal(precision.ToLowerInvariant(), (await ToolRun.OfAsync("info", "-q", "--format", "json", "--precision", precision)).Succeeds().Json().GetProperty("precision").GetString());

    [Theory]
    [InlineData("table")]
    [InlineData("jsonl")]
    public async Task Info_OtherFormats_NameTheModel(string format) =>
        Assert.Contains("embeddinggemma-nano", (await ToolRun.OfAsync("info", "-q", "--format", format)).Succeeds().Output, StringComparison.Ordinal);
}
