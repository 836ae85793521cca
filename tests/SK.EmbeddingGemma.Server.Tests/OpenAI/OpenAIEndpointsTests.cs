using System.Net;
using System.Runtime.InteropServices;

namespace SK.EmbeddingGemma.Server.OpenAI;

public sealed class OpenAIEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer _server = shared.Server;

    [Theory]
    [InlineData("embeddinggemma-nano", "none")]
    [InlineData("embeddinggemma-nano:query", "query")]
    [InlineData("EmbeddingGemma-Nano:Document", "document")]
    [InlineData("text-embedding-3-small:clustering", "clustering")]
    [InlineData("embeddinggemma-nano:latest", "none")]
    public async Task Embed_ModelNameWithPrompt_GivesTheLibrarysVector(string model, string prompt)
    {
        var answer = await _server.JsonAsync("v1/embeddings", $$"""{"model":"{{model}}","input":"How can I cancel a task?"}""");
        TestServer.AssertSame(await _server.VectorAsync("How can I cancel a task?", EmbeddingGemmaPrompt.Parse(prompt)), TestServer.Floats(answer.GetProperty("data")[0].GetProperty("embedding")));
        Assert.Equal(model, answer.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Embed_Array_GivesOneEmbeddingForEachInOrderAndTokens()
    {
        var answer = await _server.JsonAsync("v1/embeddings", """{"model":"embeddinggemma-nano","input":["one","two three"],"dimensions":64,"user":"me","unknown":[1]}""");
        Assert.Equal("list", answer.GetProperty("object").GetString());
        for (var i = 0; i < 2; i++)
        {
            var item = answer.GetProperty("data")[i];
            Assert.Equal("embedding", item.GetProperty("object").GetString());
            Assert.Equal(i, item.GetProperty("index").GetInt32());
            TestServer.AssertSame(await _server.VectorAsync(i == 0 ? "one" : "two three", EmbeddingGemmaPrompt.None, 64), TestServer.Floats(item.GetProperty("embedding")));
        }

        var own = await _server.Generator.GenerateAsync(["one", "two three"], EmbeddingGemmaPrompt.None.ToOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(own.Usage!.InputTokenCount, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt64());
        Assert.Equal(own.Usage.InputTokenCount, answer.GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    [Fact]
    public async Task Embed_Base64_IsTheFloatsInLittleEndianWithoutEscapes()
    {
        using var response = await _server.PostAsync("v1/embeddings", """{"model":"embeddinggemma-nano","input":"one","encoding_format":"base64"}""");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("\\u002B", text, StringComparison.OrdinalIgnoreCase);
        var bytes = (await TestServer.ReadAsync(response, HttpStatusCode.OK)).GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        TestServer.AssertSame(await _server.VectorAsync("one", EmbeddingGemmaPrompt.None), MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Theory]
    [InlineData(new float[] { 0.5f, -1 }, "\"AAAAPwAAgL8=\"")]
    [InlineData(new[] { 0.006f, -0.007722008f }, "\"ppvEO+YI/bs=\"")]
    public void EncodedVector_Base64_IsAsClientsDecodeIt(float[] values, string expected)
    {
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
            new EncodedVectorConverter().Write(writer, new(values, IsBase64: true), System.Text.Json.JsonSerializerOptions.Default);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task Embed_TokenIds_AreTheTextThatTheyStandFor()
    {
        var tokenizer = (EmbeddingGemmaTokenizer)_server.Generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
        var (one, two) = (string.Join(',', tokenizer.EncodeForModel("How can I").Ids.ToArray()), string.Join(',', tokenizer.EncodeToIds("cancel a task?")));
        var answer = await _server.JsonAsync("v1/embeddings", $$"""{"model":"embeddinggemma-nano:query","input":[[{{one}}],[{{two}}]]}""");
        TestServer.AssertSame(await _server.VectorAsync("How can I", EmbeddingGemmaPrompt.Query), TestServer.Floats(answer.GetProperty("data")[0].GetProperty("embedding")));
        TestServer.AssertSame(await _server.VectorAsync("cancel a task?", EmbeddingGemmaPrompt.Query), TestServer.Floats(answer.GetProperty("data")[1].GetProperty("embedding")));
        var single = await _server.JsonAsync("v1/embeddings", $$"""{"model":"embeddinggemma-nano:query","input":[{{one}}]}""");
        Assert.Equal(1, single.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Embed_LoneEmptyText_IsEmbedded()
    {
        var answer = await _server.JsonAsync("v1/embeddings", """{"model":"embeddinggemma-nano","input":"","encoding_format":null,"dimensions":null}""");
        TestServer.AssertSame(await _server.VectorAsync("", EmbeddingGemmaPrompt.None), TestServer.Floats(answer.GetProperty("data")[0].GetProperty("embedding")));
    }

    [Theory]
    [InlineData("""{"model":"embeddinggemma-nano","input":["a",""]}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":[]}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano"}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":[[1],[]]}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":{"a":1}}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":[1.5]}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":[-1]}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":[99999999]}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":"a","dimensions":0}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":"a","dimensions":385}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":"a","dimensions":"64"}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":"a","encoding_format":"hex"}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"embeddinggemma-nano","input":"\ud800"}""", 400, "invalid_request_error", null)]
    [InlineData("""{"model":"gpt-4","input":"a"}""", 404, "invalid_request_error", "model_not_found")]
    [InlineData("""{"model":"embeddinggemma-nano:poem","input":"a"}""", 404, "invalid_request_error", "model_not_found")]
    [InlineData("""{"model":""", 400, "invalid_request_error", null)]
    [InlineData("", 400, "invalid_request_error", null)]
    [InlineData("null", 400, "invalid_request_error", null)]
    [InlineData("[]", 400, "invalid_request_error", null)]
    public async Task Embed_WrongRequest_IsToldAsOpenAIDoes(string json, int status, string type, string? code)
    {
        var error = (await _server.JsonAsync("v1/embeddings", json, (HttpStatusCode)status)).GetProperty("error");
        Assert.False(string.IsNullOrWhiteSpace(error.GetProperty("message").GetString()));
        Assert.Equal(type, error.GetProperty("type").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.True(error.TryGetProperty("param", out _));
    }

    [Fact]
    public async Task Embed_NotJson_IsUnsupportedInTheDialect()
    {
        using var response = await _server.PostAsync("v1/embeddings", "input=a", "application/x-www-form-urlencoded");
        Assert.Equal("invalid_request_error", (await TestServer.ReadAsync(response, HttpStatusCode.UnsupportedMediaType)).GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Embed_TooLong_NamesLimitAndTokensAndIsNeverCut()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 3000));
        var error = (await _server.JsonAsync("v1/embeddings", $$"""{"model":"embeddinggemma-nano","input":["short","{{text}}"]}""", HttpStatusCode.BadRequest)).GetProperty("error");
        Assert.Contains("2048", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("index 1", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("word", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_PromptHeader_ChoosesThePromptUnlessTheNameDoes()
    {
        _server.Client.DefaultRequestHeaders.Add("X-EmbeddingGemma-Prompt", "clustering");
        try
        {
            var byHeader = await _server.JsonAsync("v1/embeddings", """{"model":"embeddinggemma-nano","input":"one"}""");
            var byName = await _server.JsonAsync("v1/embeddings", """{"model":"embeddinggemma-nano:query","input":"one"}""");
            TestServer.AssertSame(await _server.VectorAsync("one", EmbeddingGemmaPrompt.Clustering), TestServer.Floats(byHeader.GetProperty("data")[0].GetProperty("embedding")));
            TestServer.AssertSame(await _server.VectorAsync("one", EmbeddingGemmaPrompt.Query), TestServer.Floats(byName.GetProperty("data")[0].GetProperty("embedding")));
        }
        finally
        {
            _server.Client.DefaultRequestHeaders.Remove("X-EmbeddingGemma-Prompt");
        }
    }

    [Fact]
    public async Task Models_ListTheModelAloneAndWithItsPrompts()
    {
        var list = await _server.GetJsonAsync("v1/models");
        var ids = list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()).ToList();
        Assert.Equal("embeddinggemma-nano", ids[0]);
        Assert.Contains("embeddinggemma-nano:query", ids);
        Assert.All(list.GetProperty("data").EnumerateArray(), model => Assert.True(model.GetProperty("created").GetInt64() > 0));
    }

    [Theory]
    [InlineData("embeddinggemma-nano", HttpStatusCode.OK)]
    [InlineData("embeddinggemma-nano%3Aquery", HttpStatusCode.OK)]
    [InlineData("google%2Fembeddinggemma-300m", HttpStatusCode.NotFound)]
    public async Task Model_OfAName_IsFoundOrNot(string id, HttpStatusCode status) => await _server.GetJsonAsync($"v1/models/{id}", status);
}
