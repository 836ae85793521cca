using System.Net;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Admission;

/// <summary>What is refused, and how each dialect says so.</summary>
public sealed class LimitTests
{
    private const string OpenAI = """{"model":"embeddinggemma-nano","input":"a"}""";

    public static TheoryData<string, string, int> Dialects => new()
    {
        { "v1/embeddings", OpenAI, 429 },
        { "embed", """{"inputs":"a"}""", 429 },
        { "similarity", """{"inputs":{"source_sentence":"a","sentences":["b"]}}""", 429 },
        { "api/embed", OpenAI, 503 },
        { "api/embeddings", """{"model":"embeddinggemma-nano","prompt":"a"}""", 503 },
    };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task MorePendingTextsThanAllowed_AreRefusedAtOnceWithRetryAfter(string path, string json, int status)
    {
        GatedGenerator? gate = null;
        await using var server = await TestServer.StartAsync(
            options => (options.MaxInputsPerRequest, options.MaxPendingInputs, options.RetryAfter) = (3, 3, TimeSpan.FromMilliseconds(2500)), stage: inner => gate = new(inner));
        var waiting = server.PostAsync("v1/embeddings", """{"model":"embeddinggemma-nano","input":["a","b","c"]}""");
        await GatedGenerator.UntilAsync(() => gate!.Calls == 2);
        using var refused = await server.PostAsync(path, json);
        Assert.Equal(status, (int)refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), refused.Headers.RetryAfter!.Delta);
        Assert.True((await TestServer.ReadAsync(refused, refused.StatusCode)).TryGetProperty("error", out _));
        gate!.Open();
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
        await server.JsonAsync(path, json);
    }

    [Fact]
    public async Task MoreRequestsThanAllowed_AreRefusedWhileTheirBodiesAreStillOnTheirWay()
    {
        GatedGenerator? gate = null;
        await using var server = await TestServer.StartAsync(options => options.MaxConcurrentRequests = 1, stage: inner => gate = new(inner));
        var waiting = server.PostAsync("embed", """{"inputs":"a"}""");
        await GatedGenerator.UntilAsync(() => gate!.Calls == 2);
        Assert.Equal("Overloaded", (await server.JsonAsync("embed", """{"inputs":"a"}""", HttpStatusCode.TooManyRequests)).GetProperty("error_type").GetString());
        using (var health = await server.Client.GetAsync("health", TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.OK, health.StatusCode); // a busy server is a healthy one
        gate!.Open();
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
    }

    [Theory]
    [InlineData("v1/embeddings", """{"model":"embeddinggemma-nano","input":["a","b","c"]}""", 400)]
    [InlineData("embed", """{"inputs":["a","b","c"]}""", 422)]
    [InlineData("similarity", """{"inputs":{"source_sentence":"a","sentences":["b","c"]}}""", 422)]
    [InlineData("api/embed", """{"model":"embeddinggemma-nano","input":["a","b","c"]}""", 400)]
    public async Task MoreTextsThanARequestMayHave_AreRefused(string path, string json, int status)
    {
        await using var server = await TestServer.StartAsync(options => options.MaxInputsPerRequest = 2);
        Assert.Contains("batch size 3 > maximum allowed batch size 2", (await server.JsonAsync(path, json, (HttpStatusCode)status)).GetRawText().Replace("\\u003E", ">", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreTokensThanARequestMayHave_AreRefused()
    {
        await using var server = await TestServer.StartAsync(options => options.MaxTokensPerRequest = 10);
        var error = (await server.JsonAsync("v1/embeddings", """{"model":"embeddinggemma-nano","input":["one two three","four five six seven"]}""", HttpStatusCode.BadRequest)).GetProperty("error");
        Assert.Equal("max_tokens_per_request", error.GetProperty("type").GetString());
        Assert.Equal("max_tokens_per_request", error.GetProperty("code").GetString());
        await server.JsonAsync("embed", """{"inputs":["one two three","four five six seven"]}""", HttpStatusCode.UnprocessableEntity);
        await server.JsonAsync("api/embed", """{"model":"embeddinggemma-nano","input":["one two three","four five six seven"]}""", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("v1/embeddings", OpenAI)]
    [InlineData("embed", """{"inputs":"a"}""")]
    [InlineData("api/embed", OpenAI)]
    public async Task SlowAnswer_EndsInTheDialectAndItsWorkIsCancelled(string path, string json)
    {
        GatedGenerator? gate = null;
        await using var server = await TestServer.StartAsync(options => options.RequestTimeout = TimeSpan.FromMilliseconds(300), stage: inner => gate = new(inner));
        Assert.True((await server.JsonAsync(path, json, HttpStatusCode.GatewayTimeout)).TryGetProperty("error", out _));
        Assert.Equal(1, gate!.Cancelled);
    }

    [Fact]
    public async Task ClientThatGoes_CancelsItsWorkAndGivesItsRoomBack()
    {
        GatedGenerator? gate = null;
        await using var server = await TestServer.StartAsync(options => (options.MaxInputsPerRequest, options.MaxPendingInputs) = (1, 1), stage: inner => gate = new(inner));
        using var gone = new CancellationTokenSource();
        var call = server.Client.PostAsync("embed", new StringContent("""{"inputs":"a"}""", System.Text.Encoding.UTF8, "application/json"), gone.Token);
        await GatedGenerator.UntilAsync(() => gate!.Calls == 2);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await GatedGenerator.UntilAsync(() => gate!.Cancelled == 1);
        gate!.Open();
        await GatedGenerator.UntilAsync(() => ((InputAdmission)server.Services.GetService(typeof(InputAdmission))!).Pending == 0);
        await server.JsonAsync("embed", """{"inputs":"a"}""");
    }

    [Theory]
    [InlineData("v1/embeddings", OpenAI, 500)]
    [InlineData("embed", """{"inputs":"a"}""", 424)]
    [InlineData("api/embed", OpenAI, 500)]
    public async Task FailureOfTheModel_TellsNothingOfItsCause(string path, string json, int status)
    {
        GatedGenerator? gate = null;
        await using var server = await TestServer.StartAsync(stage: inner => gate = new(inner));
        gate!.Fail(new InvalidDataException("secret of the server"));
        Assert.DoesNotContain("secret", (await server.JsonAsync(path, json, (HttpStatusCode)status)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shutdown_LetsRunningRequestsEnd()
    {
        GatedGenerator? gate = null;
        await using var server = await TestServer.StartAsync(stage: inner => gate = new(inner));
        var running = server.PostAsync("embed", """{"inputs":"a"}""");
        await GatedGenerator.UntilAsync(() => gate!.Calls == 2);
        var stopping = server.StopAsync();
        Assert.False(running.IsCompleted);
        gate!.Open();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => server.PostAsync("embed", """{"inputs":"a"}"""));
    }

    [Fact]
    public void StatusOf_EveryFault_IsAnError() => Assert.All(
        Enum.GetValues<FaultKind>(),
        kind => Assert.All(
            new IDialect[] { Server.OpenAI.OpenAIDialect.Instance, TextEmbeddingsInference.TeiDialect.Instance, Ollama.OllamaDialect.Instance, Memories.MemoryDialect.Instance },
            dialect => Assert.InRange(dialect.StatusOf(kind), 400, 504)));
}
