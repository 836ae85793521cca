using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Server.DependencyInjection;

public sealed class OpenApiTests
{
    private static readonly string[] Paths =
    [
        "/v1/embeddings", "/v1/models", "/embed", "/similarity", "/tokenize", "/decode", "/info", "/api/embed", "/api/embeddings", "/api/tags", "/api/show", "/api/version",
        "/v1/memory/collections", "/v1/memory/collections/{name}", "/v1/memory/collections/{name}/texts", "/v1/memory/collections/{name}/texts/{key}", "/v1/memory/collections/{name}/search",
    ];

    [Fact]
    public async Task Document_DescribesEveryEndpoint()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(options => options.StorePath = folder.PathOf("memory.db"));
        var document = await server.GetJsonAsync("openapi.json");
        var paths = document.GetProperty("paths");
        Assert.All(Paths, path => Assert.True(paths.TryGetProperty(path, out _), path));
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Where(method => method.Name is "get" or "post" or "put" or "delete"))
        {
            Assert.False(string.IsNullOrEmpty(operation.Value.GetProperty("summary").GetString()));
            Assert.NotEmpty(operation.Value.GetProperty("responses").EnumerateObject());
            if (operation.Name == "post" && operation.Value.GetProperty("tags")[0].GetString() is "OpenAI" or "Ollama" or "Memory")
                Assert.True(operation.Value.TryGetProperty("requestBody", out _), operation.Value.GetRawText());
        }

        var request = paths.GetProperty("/v1/embeddings").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.True(request.GetProperty("properties").TryGetProperty("encoding_format", out _));
        Assert.Contains("anyOf", document.GetRawText(), StringComparison.Ordinal); // the forms of an input
    }
}
