using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli;

public sealed class DownloadCommandTests : IAsyncDisposable
{
    private const string Revision = "bfa3c846ac738e62aa61806ef9112d34acb1dc5a";

    private static readonly (string Path, int Length)[] Smaller = // files of EmbeddingGemma 300M: all but the largest
    [
        ("modules.json", 573), ("config.json", 1488), ("config_sentence_transformers.json", 997), ("sentence_bert_config.json", 58), ("1_Pooling/config.json", 312),
        ("2_Dense/config.json", 134), ("3_Dense/config.json", 134), ("2_Dense/model.safetensors", 9_437_272), ("3_Dense/model.safetensors", 9_437_272),
        ("tokenizer.json", 33_385_008),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly FakeHub _hub = new();

    [Fact]
    public async Task Download_ManifestOfAModel_EndsInAModelThatEmbeds()
    {
        var nano = Path.Combine(AppContext.BaseDirectory, "models", "nano");
        foreach (var file in Directory.EnumerateFiles(nano, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".json" or ".safetensors"))
            _hub.Files[Path.GetRelativePath(nano, file).Replace('\\', '/')] = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        var (code, output, error) = await RunAsync("download", "--manifest", WriteManifest(), "--format", "json");

        Assert.Equal((0, "note: ours is under the MIT: https://example.com/licence"), (code, error.Split('\n')[0]));
        var folder = JsonDocument.Parse(output).RootElement.GetProperty("folder").GetString()!;
        Assert.StartsWith(_folder.PathOf("hf"), folder, StringComparison.Ordinal);
        var embedded = await RunAsync("embed", "--model", folder, "--quiet", "--format", "json", "Hello world");
        var expected = await RunAsync("embed", "--model", "nano", "--quiet", "--format", "json", "Hello world");
        Assert.Equal((0, expected.Output), (embedded.ExitCode, embedded.Output));

        var count = _hub.Requests.Count;
        Assert.Equal((0, output), ((await RunAsync("download", "--manifest", _folder.PathOf("manifest.json"), "--format", "json")) is var again ? again.ExitCode : -1, again.Output));
        Assert.Equal(count, _hub.Requests.Count);
    }

    [Fact]
    public async Task Download_TwoProcesses_FetchEachFileOnce()
    {
        foreach (var i in Enumerable.Range(0, 6))
            _hub.Files[$"part{i}.bin"] = [.. Enumerable.Repeat((byte)i, 200_000)];
        var manifest = WriteManifest();
        var runs = await Task.WhenAll(RunAsync("download", "--manifest", manifest), RunAsync("download", "--manifest", manifest));
        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Equal(6, _hub.Fetches.Count);
        Assert.Empty(Directory.EnumerateFiles(_folder.PathOf("hf"), "*.incomplete", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Download_OtherBytesThanPublished_AreRefused()
    {
        foreach (var (path, length) in Smaller)
            _hub.Files[path] = new byte[length];
        _hub.Intercept = request => !request.Path.EndsWith($"{Revision}/model.safetensors", StringComparison.Ordinal) ? null
            : new HubReply(302).With("Location", $"{_hub.Store}store/large?").With("X-Linked-Size", "1211486072").With("X-Repo-Commit", Revision)
                .With("X-Linked-Etag", "\"cbf5a78393b6a033e0b8a63a57549964f7ed5c6fbeb4ba0694214f36123f2fd2\"");
        var (code, output, error) = await RunAsync("download", "gemma-300m");
        Assert.Equal((ExitCodes.Failure, ""), (code, output));
        Assert.Contains("another version of it", error, StringComparison.Ordinal);
        Assert.Contains("Gemma Terms of Use: https://ai.google.dev/gemma/terms", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_Offline_NamesTheWaysOut()
    {
        var (code, _, error) = await RunAsync([("HF_HUB_OFFLINE", "1")], "download", "gemma-300m");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.All(["embeddinggemma download gemma-300m", "HF_ENDPOINT", "FromDirectory", "Nano"], way => Assert.Contains(way, error, StringComparison.Ordinal));
        Assert.Empty(_hub.Requests);
        Assert.Equal(0, (await RunAsync([("HF_HUB_OFFLINE", "1")], "embed", "--model", "nano", "--quiet", "x")).ExitCode);
    }

    [Fact]
    public async Task Models_NothingDownloaded_SaysSoAndWhereItWouldBe()
    {
        var rows = JsonDocument.Parse((await RunAsync("models", "--format", "json")).Output).RootElement.EnumerateArray().ToArray();
        Assert.Equal(
            [("embeddinggemma-nano", "comes with the tool"), ("embeddinggemma-300m", "not on this machine"), ("embeddinggemma-2", "not on this machine")],
            rows.Select(row => (row.GetProperty("model").GetString()!, row.GetProperty("state").GetString()!)));
        Assert.StartsWith(_folder.PathOf("hf"), rows[1].GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_ConvertedModel_RemovesWhatWasConvertedAndNotTheModel()
    {
        Assert.Equal(0, (await RunAsync("info", "--providers", "--quiet")).ExitCode);
        Directory.CreateDirectory(_folder.PathOf("cache/0123456789abcdef-int8-v1"));
        var rows = JsonDocument.Parse((await RunAsync("models", "--format", "json")).Output).RootElement.EnumerateArray().ToArray();
        Assert.Contains(rows, row => row.GetProperty("model").GetString() == "embeddinggemma-nano" && row.GetProperty("state").GetString() == "in use");
        Assert.Contains(rows, row => row.GetProperty("state").GetString() == "left by another version");

        var removed = JsonDocument.Parse((await RunAsync("remove", "nano", "--format", "json")).Output).RootElement.EnumerateArray();
        Assert.Equal([("converted to float32", "removed"), ("converted to plain float32", "removed")], removed.Select(row => (row.GetProperty("kind").GetString()!, row.GetProperty("state").GetString()!)));
        Assert.Equal("0123456789abcdef-int8-v1", Path.GetFileName(Assert.Single(Directory.EnumerateDirectories(_folder.PathOf("cache"), "*-v*"))));
        Assert.Equal(0, (await RunAsync("remove", "--left-over")).ExitCode);
        Assert.Empty(Directory.EnumerateDirectories(_folder.PathOf("cache"), "*-v*"));
        Assert.Equal(0, (await RunAsync("verify", "nano")).ExitCode);
    }

    [Theory]
    [InlineData("download")]
    [InlineData("download", "nano")]
    [InlineData("download", "gemma-300m", "--manifest", "x.json")]
    [InlineData("remove")]
    [InlineData("remove", "nano", "--left-over")]
    [InlineData("info", "nano", "--model", "nano")]
    public async Task Run_NothingOrTwoThingsNamed_IsAFaultOfUsage(params string[] args) => (await ToolRun.OfAsync(args)).FailsWith(ExitCodes.Usage);

    [Theory]
    [InlineData("revision", "\"main\"")]
    [InlineData("repository", "\"../x\"")]
    [InlineData("name", "\"a/b\"")]
    [InlineData("files", "[]")]
    [InlineData("files[0].path", """[{ "path": "../x", "bytes": 1, "sha256": "" }]""", "files")]
    [InlineData("files[0].bytes", """[{ "path": "x", "bytes": 0, "sha256": "" }]""", "files")]
    [InlineData("files[0].sha256", """[{ "path": "x", "bytes": 1, "sha256": "AB" }]""", "files")]
    public async Task Download_MalformedManifest_NamesTheKey(string named, string json, string? key = null)
    {
        _hub.Files["x"] = [1];
        var file = WriteManifest(manifest => manifest[key ?? named] = JsonNode.Parse(json));
        (await ToolRun.OfAsync("download", "--manifest", file)).FailsWith(ExitCodes.Failure, file, $"'{named}'");
    }

    [Fact]
    public async Task Models_WeightsRemovedOnceConverted_AreNotMissed()
    {
        var snapshot = _folder.PathOf($"hf/hub/models--unsloth--embeddinggemma-300m/snapshots/{Revision}");
        foreach (var (path, length) in Smaller.Where(file => !file.Path.EndsWith(".safetensors", StringComparison.Ordinal)))
            _folder.Write(Path.GetRelativePath(_folder.Path, Path.Combine(snapshot, path)), new byte[length]);
        _folder.Write($"cache/released/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(snapshot)))[..16]}", $"{new string('a', 64)} {new string('b', 16)}\n");

        var rows = JsonDocument.Parse((await RunAsync("models", "--format", "json")).Output).RootElement.EnumerateArray();
        Assert.Equal("weights removed once converted", rows.Single(row => row.GetProperty("model").GetString() == "embeddinggemma-300m").GetProperty("state").GetString());
        var (code, output, _) = await RunAsync("verify", "gemma-300m", "--format", "json");
        var states = JsonDocument.Parse(output).RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("file").GetString()!, row => row.GetProperty("state").GetString()!, StringComparer.Ordinal);
        Assert.Equal((ExitCodes.Failure, "removed once converted"), (code, states["model.safetensors"]));
        Assert.StartsWith("damaged", states["tokenizer.json"], StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("remove", "gemma-300m")).ExitCode);
        Assert.False(Directory.Exists(snapshot));
    }

    [Fact]
    public async Task Verify_ModelThatIsNotThere_IsAFailure()
    {
        var (code, _, error) = await RunAsync("verify", "gemma-300m");
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Contains("not on this machine", error, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args) => RunAsync([], args);

    private async Task<(int ExitCode, string Output, string Error)> RunAsync((string, string)[] variables, params string[] args)
    {
        using var process = ToolProcess.StartWith(
            [("HF_ENDPOINT", _hub.Endpoint.ToString()), ("HF_HOME", _folder.PathOf("hf")), ("HF_HUB_CACHE", ""), ("HF_TOKEN", ""), ("EMBEDDINGGEMMA_CACHE", _folder.PathOf("cache")), .. variables], args);
        process.Input.Close();
        var output = process.Output.ReadToEndAsync(TestContext.Current.CancellationToken);
        var (code, error) = await process.EndAsync();
        return (code, await output, error);
    }

    private string WriteManifest(Action<JsonObject>? change = null)
    {
        var manifest = new JsonObject
        {
            ["name"] = "ours",
            ["licence"] = "MIT",
            ["licence_url"] = "https://example.com/licence",
            ["repository"] = "owner/ours",
            ["revision"] = FakeHub.CopyRevision,
            ["files"] = new JsonArray([.. _hub.Files.Select(file => (JsonNode)new JsonObject
            {
                ["path"] = file.Key, ["bytes"] = file.Value.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Value)),
            })]),
        };
        change?.Invoke(manifest);
        return _folder.Write("manifest.json", manifest.ToJsonString());
    }
}
