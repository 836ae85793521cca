using System.Net;

namespace SK.EmbeddingGemma.Server.Ollama;

public sealed class OllamaEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    public async Task Embed_AnyContentType_GivesTheLibrarysVectors(string contentType)
    {
        using var response = await _server.PostAsync("api/embed", """{"model":"embeddinggemma-nano","input":["one","two three"],"CustomHeaders":{},"keep_alive":"10m"}""", contentType);
        var answer = await TestServer.ReadAsync(response, HttpStatusCode.OK);
        TestServer.AssertSame(await _server.VectorAsync("one", EmbeddingGemmaPrompt.None), TestServer.Floats(answer.GetProperty("embeddings")[0]));
        TestServer.AssertSame(await _server.VectorAsync("two three", EmbeddingGemmaPrompt.None), TestServer.Floats(answer.GetProperty("embeddings")[1]));
        Assert.Equal("embeddinggemma-nano", answer.GetProperty("model").GetString());
        var own = await _server.Generator.GenerateAsync(["one", "two three"], EmbeddingGemmaPrompt.None.ToOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(own.Usage!.InputTokenCount, answer.GetProperty("prompt_eval_count").GetInt64());
        Assert.True(answer.GetProperty("total_duration").GetInt64() > 0);
        Assert.False(answer.TryGetProperty("load_duration", out _));
    }

    [Theory]
    [InlineData("""{"model":"embeddinggemma-nano"}""", 0)]
    [InlineData("""{"model":"embeddinggemma-nano","input":null}""", 0)]
    [InlineData("""{"model":"embeddinggemma-nano","input":""}""", 0)]
    [InlineData("""{"model":"embeddinggemma-nano","input":[]}""", 0)]
    [InlineData("""{"model":"embeddinggemma-nano","input":[""]}""", 1)]
    public async Task Embed_NothingToEmbed_IsNoMistake(string json, int vectors) =>
        Assert.Equal(vectors, (await _server.JsonAsync("api/embed", json)).GetProperty("embeddings").GetArrayLength());

    [Theory]
    [InlineData(64, 64)]
    [InlineData(0, 384)]
    [InlineData(-3, 384)]
    [InlineData(4000, 384)]
    public async Task Embed_Dimensions_AreIgnoredWhereTheyMakeNoSense(int asked, int given)
    {
        var answer = await _server.JsonAsync("api/embed", $$"""{"model":"embeddinggemma-nano:query","input":"one","dimensions":{{asked}}}""");
        TestServer.AssertSame(await _server.VectorAsync("one", EmbeddingGemmaPrompt.Query, given), TestServer.Floats(answer.GetProperty("embeddings")[0]));
    }

    [Fact]
    public async Task Embed_SmallContext_CutsOrRefuses()
    {
        var answer = await _server.JsonAsync("api/embed", """{"model":"embeddinggemma-nano","input":"one two three four","options":{"num_ctx":4}}""");
        TestServer.AssertSame(await _server.VectorAsync("one two", EmbeddingGemmaPrompt.None), TestServer.Floats(answer.GetProperty("embeddings")[0]));
        Assert.Equal(4, answer.GetProperty("prompt_eval_count").GetInt64());
        var error = await _server.JsonAsync("api/embed", """{"model":"embeddinggemma-nano","input":"one two three four","truncate":false,"options":{"num_ctx":4}}""", HttpStatusCode.BadRequest);
        Assert.Contains("the input length exceeds the context length", error.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/embed", """{"model":"x","input":"a"}""", 404)]
    [InlineData("api/embed", """{"input":"a"}""", 404)]
    [InlineData("api/embed", """{"model":"embeddinggemma-nano","input":[1,2]}""", 400)]
    [InlineData("api/embed", """{"model":"embeddinggemma-nano","input":5}""", 400)]
    [InlineData("api/embed", "", 400)]
    [InlineData("api/embed", "{", 400)]
    [InlineData("api/embeddings", """{"prompt":"a"}""", 400)]
    [InlineData("api/embeddings", """{"model":"x","prompt":"a"}""", 404)]
    [InlineData("api/show", """{"model":"x"}""", 404)]
    [InlineData("api/show", "{}", 400)]
    public async Task WrongRequest_IsToldAsTheOriginalDoes(string path, string json, int status) =>
        Assert.False(string.IsNullOrWhiteSpace((await _server.JsonAsync(path, json, (HttpStatusCode)status)).GetProperty("error").GetString()));

    [Fact]
    public async Task EmbedOne_OfOlderClients_GivesTheLibrarysVector()
    {
        var answer = await _server.JsonAsync("api/embeddings", """{"model":"embeddinggemma-nano:latest","prompt":"one"}""");
        TestServer.AssertSame(await _server.VectorAsync("one", EmbeddingGemmaPrompt.None), TestServer.Floats(answer.GetProperty("embedding")));
        Assert.Equal(0, (await _server.JsonAsync("api/embeddings", """{"model":"embeddinggemma-nano","prompt":""}""")).GetProperty("embedding").GetArrayLength());
    }

    [Fact]
    public async Task Tags_ShowAndVersion_DescribeTheModel()
    {
        var models = (await _server.GetJsonAsync("api/tags")).GetProperty("models");
        Assert.Equal("embeddinggemma-nano:latest", models[0].GetProperty("name").GetString());
        Assert.Equal("FLOAT32", models[0].GetProperty("details").GetProperty("quantization_level").GetString());
        var shown = await _server.JsonAsync("api/show", """{"name":"embeddinggemma-nano:query"}""");
        Assert.Equal(384, shown.GetProperty("model_info").GetProperty("gemma3.embedding_length").GetInt32());
        Assert.Equal(2048, shown.GetProperty("model_info").GetProperty("gemma3.context_length").GetInt32());
        Assert.NotNull((await _server.GetJsonAsync("api/version")).GetProperty("version").GetString());
        using var head = await _server.Client.SendAsync(new(HttpMethod.Head, "api/tags"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }
}
