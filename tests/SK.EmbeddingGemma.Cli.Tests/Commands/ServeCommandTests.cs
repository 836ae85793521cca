using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Cli.Commands;

public sealed class ServeCommandTests
{
    private const string Key = "a-key-0123456789abcdef";

    [Theory(SkipUnless = nameof(ToolProcess.IsUnix), SkipType = typeof(ToolProcess), Skip = "Signals are sent as on Unix.")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Serve_UntilASignal_AnswersAndEndsWithSuccess(string signal)
    {
        Assert.SkipWhen(signal == "INT" && ToolProcess.InheritsIgnoredInterrupts, "Whoever runs the tests ignores interrupts, and so do the processes that they start.");
        using var folder = new TemporaryFolder();
        using var server = ToolProcess.StartWith([("EMBEDDINGGEMMA_API_KEYS", Key)], "serve", "--port", "0", "--store", folder.PathOf("memory.db"), "--alias", "other", "--prompt", "query");
        var address = await ReadyAsync(server);
        using var client = new HttpClient { BaseAddress = address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("info", TestContext.Current.CancellationToken)).StatusCode);
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Key);
        var answer = await client.PostAsJsonAsync("v1/embeddings", new { model = "other", input = "one" }, TestContext.Current.CancellationToken);
        Assert.Equal(384, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
        Assert.Equal("query", (await client.GetFromJsonAsync<JsonElement>("info", TestContext.Current.CancellationToken)).GetProperty("default_prompt_name").GetString());
        Assert.Equal(HttpStatusCode.Created, (await client.PutAsync("v1/memory/collections/notes", null, TestContext.Current.CancellationToken)).StatusCode);

        using var foreign = new HttpRequestMessage(HttpMethod.Get, "health") { Headers = { Host = "example.org" } };
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(foreign, TestContext.Current.CancellationToken)).StatusCode); // a web page under a name of its own
        server.Signal(signal);
        var (code, error) = await server.EndAsync();
        Assert.Equal(ExitCodes.Success, code);
        Assert.DoesNotContain("error", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_APortInUse_Fails()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var run = await ToolRun.OfAsync("serve", "--quiet", "--port", $"{((IPEndPoint)listener.LocalEndpoint).Port}");
        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("address already in use", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Serve_AModelThatIsNotThere_Fails()
    {
        var run = await ToolRun.OfAsync("serve", "--quiet", "--port", "0", "--model", "/no/such/folder");
        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("/no/such/folder", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is no IP address", "--host", "localhost")]
    [InlineData("is no port", "--port", "65536")]
    [InlineData("--port", "--port", "x")]
    [InlineData("--store is empty", "--store", "")]
    [InlineData("--timeout is longer than a day", "--timeout", "86401")]
    [InlineData("--too-long", "--too-long", "maybe")]
    [InlineData("is no preset", "--prompt", "poem")]
    [InlineData("MaxPendingInputs is 5", "--max-pending", "5")]
    public async Task Serve_WrongOption_SaysWhatIsAllowed(string expected, params string[] args) =>
        (await ToolRun.OfAsync(["serve", "--quiet", .. args])).FailsWith(ExitCodes.Usage, expected);

    [Fact]
    public async Task Serve_AKeyThatIsTooShort_IsRefusedWithoutTellingIt()
    {
        using var folder = new TemporaryFolder();
        var run = await ToolRun.OfAsync("serve", "--quiet", "--port", "0", "--api-keys-file", folder.Write("keys.txt", "hush\n"));
        run.FailsWith(ExitCodes.Usage, "at least 16");
        Assert.DoesNotContain("hush", run.Error, StringComparison.Ordinal);
    }

    private static async Task<Uri> ReadyAsync(ToolProcess server)
    {
        Uri? address = null;
        while (await server.Error.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains("listening on ", StringComparison.Ordinal))
                address = new(line[line.IndexOf("http", StringComparison.Ordinal)..]);
            if (line.Contains("is loaded", StringComparison.Ordinal))
                return address!;
        }

        throw new InvalidOperationException("The server ended before its model was loaded.");
    }
}
