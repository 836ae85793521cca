using System.Net;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Server.Keys;

public sealed class ApiKeyTests
{
    private const string First = "0123456789abcdef";
    private const string Second = "another-key-0123456789";

    [Theory]
    [InlineData("Bearer " + First, true)]
    [InlineData("bearer " + Second, true)]
    [InlineData(Second, true)]
    [InlineData("Bearer 0123456789abcdee", false)]
    [InlineData("Bearer 0123456789abcde", false)]
    [InlineData("Bearer 0123456789abcdef0", false)]
    [InlineData("Bearer ", false)]
    [InlineData("Basic " + First, false)]
    [InlineData("Bearer Bearer " + First, false)]
    [InlineData(null, false)]
    public async Task Key_OpensTheServerOrNot(string? header, bool opens)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("keys.txt", $"# ours\n\n{Second}\n");
        await using var server = await TestServer.StartAsync(options =>
        {
            options.ApiKeys.Add(First);
            options.ApiKeysFile = file;
        });
        if (header is not null)
            server.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        using var openAI = await server.PostAsync("v1/embeddings", """{"model":"embeddinggemma-nano","input":"a"}""");
        using var tei = await server.Client.GetAsync("info", TestContext.Current.CancellationToken);
        using var ollama = await server.Client.GetAsync("api/tags", TestContext.Current.CancellationToken);
        Assert.All([openAI, tei, ollama], response => Assert.Equal(opens ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode));
        if (!opens)
        {
            Assert.Equal("invalid_api_key", (await TestServer.ReadAsync(openAI, HttpStatusCode.Unauthorized)).GetProperty("error").GetProperty("code").GetString());
            Assert.Equal("Bearer", openAI.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal("", await tei.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task TwoKeys_InOneRequest_AreNone()
    {
        await using var server = await TestServer.StartAsync(options => options.ApiKeys.Add(First));
        using var request = new HttpRequestMessage(HttpMethod.Get, "info");
        request.Headers.TryAddWithoutValidation("Authorization", ["Bearer wrong-wrong-wrong", "Bearer " + First]);
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("health")]
    [InlineData("metrics")]
    [InlineData("openapi.json")]
    public async Task OpenEndpoints_NeedNoKey(string path)
    {
        await using var server = await TestServer.StartAsync(options => options.ApiKeys.Add(First));
        using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Key_IsAskedForBeforeTheBodyIsRead()
    {
        await using var server = await TestServer.StartAsync(options => options.ApiKeys.Add(First));
        using var raw = await RawConnection.OpenAsync(server.Address);
        await raw.SendAsync("POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 401", await raw.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("with a space in it!")]
    public async Task Key_ThatIsTooWeak_StopsTheStart(string key)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartAsync(options => options.ApiKeys.Add(key)));
        Assert.DoesNotContain(key, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("short\n")]
    public async Task KeyFile_WithoutKeys_DoesNotOpenTheServer(string content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("keys.txt", content);
        await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartAsync(options => options.ApiKeysFile = file));
        await Assert.ThrowsAsync<FileNotFoundException>(() => TestServer.StartAsync(options => options.ApiKeysFile = folder.PathOf("missing.txt")));
    }
}
