using System.Net;
using System.Numerics.Tensors;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

public sealed class TeiEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 3000).Select(i => i % 7 == 0 ? "alpha" : "beta"));

    private readonly TestServer _server = shared.Server;

    [Theory]
    [InlineData("query")]
    [InlineData("Retrieval-document")]
    [InlineData("STS")]
    public async Task Embed_PromptName_GivesTheLibrarysVector(string prompt)
    {
        var answer = await _server.JsonAsync("embed", $$"""{"inputs":"one two","prompt_name":"{{prompt}}","dimensions":128,"truncation_direction":null}""");
        var preset = prompt switch { "STS" => EmbeddingGemmaPrompt.SentenceSimilarity, "query" => EmbeddingGemmaPrompt.Query, _ => EmbeddingGemmaPrompt.Document() };
        TestServer.AssertSame(await _server.VectorAsync("one two", preset, 128), TestServer.Floats(Assert.Single(answer.EnumerateArray())));
    }

    [Fact]
    public async Task Embed_Mixed_IsOneVectorForEachWithHeaders()
    {
        using var response = await _server.PostAsync("embed", """{"inputs":["one",[2,300,1],"three"]}""");
        var tokenizer = (EmbeddingGemmaTokenizer)_server.Generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
        var tokens = new[] { "one", tokenizer.Decode([300]), "three" }.Sum(text => tokenizer.EncodeForModel(text).TokenCount);
        Assert.Equal(3, (await TestServer.ReadAsync(response, HttpStatusCode.OK)).GetArrayLength());
        Assert.Equal($"{tokens}", response.Headers.GetValues("x-compute-tokens").Single());
        Assert.False(response.Headers.Contains("X-EmbeddingGemma-Truncated"));
    }

    [Fact]
    public async Task Embed_NotNormalized_IsTheRawVectorOfTheSameDirection()
    {
        var raw = TestServer.Floats((await _server.JsonAsync("embed", """{"inputs":"one two","normalize":false}"""))[0]);
        var own = await _server.VectorAsync("one two", EmbeddingGemmaPrompt.None);
        Assert.NotInRange(TensorPrimitives.Norm<float>(raw), 0.999f, 1.001f);
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(raw, own), 0.99999f, 1.00001f);
    }

    [Fact]
    public async Task Embed_TooLong_IsCutAtTheEndAndTold()
    {
        using var response = await _server.PostAsync("embed", $$"""{"inputs":"{{Long}}"}""");
        var vector = TestServer.Floats((await TestServer.ReadAsync(response, HttpStatusCode.OK))[0]);
        TestServer.AssertSame(await _server.VectorAsync(Long, EmbeddingGemmaPrompt.None), vector);
        Assert.Equal("2048", response.Headers.GetValues("x-compute-tokens").Single());
        Assert.Equal("1", response.Headers.GetValues("X-EmbeddingGemma-Truncated").Single());
    }

    [Fact]
    public async Task Embed_TooLongFromTheLeft_KeepsTheEnd()
    {
        var tokenizer = (EmbeddingGemmaTokenizer)_server.Generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
        var end = Long[tokenizer.GetIndexByTokenCountFromEnd(Long, 2046, out _, out _)..];
        var vector = TestServer.Floats((await _server.JsonAsync("embed", $$"""{"inputs":"{{Long}}","truncation_direction":"left"}"""))[0]);
        TestServer.AssertSame(await _server.VectorAsync(end, EmbeddingGemmaPrompt.None), vector);
        Assert.NotEqual(await _server.VectorAsync(Long, EmbeddingGemmaPrompt.None), vector);
    }

    [Fact]
    public async Task Embed_ExactlyTheLimit_Passes()
    {
        var tokenizer = (EmbeddingGemmaTokenizer)_server.Generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
        var text = Long[..tokenizer.GetIndexByTokenCount(Long, 2046, out _, out var tokens)];
        Assert.Equal(2046, tokens);
        await _server.JsonAsync("embed", $$"""{"inputs":"{{text}}","truncate":false}""");
        var error = await _server.JsonAsync("embed", $$"""{"inputs":"{{text}} more","truncate":false}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Validation", error.GetProperty("error_type").GetString());
        Assert.Contains("2048", error.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"inputs":[]}""", 400, "Empty")]
    [InlineData("""{"inputs":""}""", 400, "Empty")]
    [InlineData("""{"inputs":["a",""]}""", 400, "Empty")]
    [InlineData("""{"inputs":["a",[]]}""", 400, "Empty")]
    [InlineData("""{"inputs":["a",5]}""", 422, "Validation")]
    [InlineData("""{"inputs":[["a"]]}""", 422, "Validation")]
    [InlineData("""{"inputs":null}""", 422, "Validation")]
    [InlineData("""{}""", 422, "Validation")]
    [InlineData("""{"inputs":"a","dimensions":0}""", 422, "Validation")]
    [InlineData("""{"inputs":"a","dimensions":500}""", 422, "Validation")]
    [InlineData("""{"inputs":"a","prompt_name":"poem"}""", 422, "Validation")]
    [InlineData("""{"inputs":"a","truncation_direction":"up"}""", 422, "Validation")]
    [InlineData("""{"inputs":"a","truncate":"yes"}""", 422, "Validation")]
    [InlineData("""{"inputs":[99999999]}""", 422, "Tokenizer")]
    [InlineData("""{"inputs":""", 400, "Validation")]
    public async Task Embed_WrongRequest_IsToldAsTheOriginalDoes(string json, int status, string type)
    {
        var error = await _server.JsonAsync("embed", json, (HttpStatusCode)status);
        Assert.Equal(type, error.GetProperty("error_type").GetString());
        Assert.False(string.IsNullOrWhiteSpace(error.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task Similarity_OfTexts_IsTheirCosines()
    {
        var answer = await _server.JsonAsync(
            "similarity", """{"inputs":{"source_sentence":"a cat","sentences":["a kitten","a tax return"]},"parameters":{"prompt_name":"STS"}}""");
        var vectors = new float[3][];
        foreach (var (text, i) in new[] { "a cat", "a kitten", "a tax return" }.Select((text, i) => (text, i)))
            vectors[i] = await _server.VectorAsync(text, EmbeddingGemmaPrompt.SentenceSimilarity);
        TestServer.AssertSame([TensorPrimitives.Dot<float>(vectors[0], vectors[1]), TensorPrimitives.Dot<float>(vectors[0], vectors[2])], TestServer.Floats(answer));
        await _server.JsonAsync("similarity", """{"inputs":{"source_sentence":"a cat","sentences":[]}}""", HttpStatusCode.BadRequest);
        await _server.JsonAsync("similarity", """{"inputs":{"source_sentence":"a cat","sentences":["a",null]}}""", HttpStatusCode.UnprocessableEntity);
        await _server.JsonAsync("similarity", """{"inputs":"a cat"}""", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Tokenize_OfTexts_GivesPlacesInBytesOfPromptAndText()
    {
        const string Text = "Grüße 😀 <eos> 你好";
        var tokens = (await _server.JsonAsync("tokenize", $$"""{"inputs":"{{Text}}","prompt_name":"query"}"""))[0].EnumerateArray().ToList();
        var bytes = System.Text.Encoding.UTF8.GetBytes(EmbeddingGemmaPrompt.Query.Text + Text);
        Assert.Equal("<bos>", tokens[0].GetProperty("text").GetString());
        Assert.Equal("<eos>", tokens[^1].GetProperty("text").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, tokens[0].GetProperty("start").ValueKind);
        var end = 0;
        foreach (var token in tokens[1..^1])
        {
            var (start, stop) = (token.GetProperty("start").GetInt32(), token.GetProperty("stop").GetInt32());
            Assert.True(start == end || (start < end && stop == end), "Tokens cover the text; those of one character's bytes have all of it.");
            Assert.Equal(token.GetProperty("text").GetString(), System.Text.Encoding.UTF8.GetString(bytes, start, stop - start));
            end = stop;
        }

        Assert.Equal(bytes.Length, end);
        Assert.Contains(tokens[1..^1], token => token.GetProperty("special").GetBoolean()); // <eos> in the text
        var tokenizer = (EmbeddingGemmaTokenizer)_server.Generator.GetService(typeof(EmbeddingGemmaTokenizer))!;
        Assert.Equal(tokenizer.EncodeForModel(EmbeddingGemmaPrompt.Query.Text + Text).Ids.ToArray(), tokens.Select(token => token.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task Decode_OfIds_GivesTheTextBack()
    {
        var tokens = await _server.JsonAsync("tokenize", """{"inputs":["one two"],"add_special_tokens":true}""");
        var ids = string.Join(',', tokens[0].EnumerateArray().Select(token => token.GetProperty("id").GetInt32()));
        Assert.Equal("one two", (await _server.JsonAsync("decode", $$"""{"ids":[{{ids}}]}"""))[0].GetString());
        Assert.Equal("<bos>one two<eos>", (await _server.JsonAsync("decode", $$"""{"ids":[[{{ids}}]],"skip_special_tokens":false}"""))[0].GetString());
        await _server.JsonAsync("decode", """{"ids":[]}""", HttpStatusCode.BadRequest);
        await _server.JsonAsync("decode", """{"ids":[88888888]}""", HttpStatusCode.UnprocessableEntity);
        await _server.JsonAsync("decode", """{"ids":"text"}""", HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Info_StatesModelLimitsAndDefaultPrompt()
    {
        var info = await _server.GetJsonAsync("info");
        Assert.Equal("embeddinggemma-nano", info.GetProperty("model_id").GetString());
        Assert.Equal("mean", info.GetProperty("model_type").GetProperty("embedding").GetProperty("pooling").GetString());
        Assert.Equal(2048, info.GetProperty("max_input_length").GetInt32());
        Assert.True(info.GetProperty("auto_truncate").GetBoolean());
        Assert.Equal("", info.GetProperty("default_prompt").GetString());
        Assert.Contains("query", info.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetString()));
    }

    [Theory]
    [InlineData("embed_all")]
    [InlineData("embed_sparse")]
    [InlineData("predict")]
    [InlineData("rerank")]
    public async Task Others_AreDeclinedAsForADenseModel(string path) =>
        Assert.Equal("Backend", (await _server.JsonAsync(path, "{}", HttpStatusCode.FailedDependency)).GetProperty("error_type").GetString());

    [Fact]
    public async Task DefaultPrompt_OfTheServer_HoldsWhereARequestNamesNone()
    {
        await using var server = await TestServer.StartAsync(options => options.DefaultPrompt = EmbeddingGemmaPrompt.Document());
        TestServer.AssertSame(await server.VectorAsync("one", EmbeddingGemmaPrompt.Document()), TestServer.Floats((await server.JsonAsync("embed", """{"inputs":"one"}"""))[0]));
        TestServer.AssertSame(await server.VectorAsync("one", EmbeddingGemmaPrompt.None), TestServer.Floats((await server.JsonAsync("embed", """{"inputs":"one","prompt_name":"none"}"""))[0]));
        Assert.Equal("document", (await server.GetJsonAsync("info")).GetProperty("default_prompt_name").GetString());
    }
}
