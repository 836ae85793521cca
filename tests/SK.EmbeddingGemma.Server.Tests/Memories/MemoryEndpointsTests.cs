using System.Net;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Server.Memories;

public sealed class MemoryEndpointsTests : IAsyncLifetime
{
    private const string Notes = "v1/memory/collections/notes";

    private readonly TemporaryFolder _folder = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(options => options.StorePath = _folder.PathOf("memory.db"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Collection_CreatedFilledSearchedAndDeleted()
    {
        await SendAsync(HttpMethod.Put, Notes, HttpStatusCode.Created);
        await SendAsync(HttpMethod.Put, Notes, HttpStatusCode.OK);
        await _server.GetJsonAsync(Notes);
        var keys = (await _server.JsonAsync(Notes + "/texts", """
            {"texts":[{"text":"Pass a cancellation token to stop an operation.","source":"csharp","title":"Cancelling","tags":["async"]},
                      {"text":"Bake the bread at 220 degrees.","source":"kitchen"},{"text":"Part number QX-7731 is out of stock.","source":"kitchen"}]}
            """)).GetProperty("keys");
        Assert.Equal(3, keys.GetArrayLength());

        var found = (await _server.JsonAsync(Notes + "/search", """{"query":"How can I cancel a task?","top":1}""")).GetProperty("results")[0];
        Assert.Equal(keys[0].GetString(), found.GetProperty("key").GetString());
        Assert.Equal("csharp", found.GetProperty("source").GetString());
        Assert.Equal("async", found.GetProperty("tags")[0].GetString());
        Assert.InRange(found.GetProperty("score").GetDouble(), 0.3, 1);

        var hybrid = (await _server.JsonAsync(Notes + "/search", """{"query":"QX-7731","mode":"hybrid","source":"kitchen"}""")).GetProperty("results");
        Assert.Equal(keys[2].GetString(), hybrid[0].GetProperty("key").GetString());
        Assert.InRange(hybrid[0].GetProperty("score").GetDouble(), -1, 1);
        Assert.Equal(2, hybrid.GetArrayLength());

        await SendAsync(HttpMethod.Delete, $"{Notes}/texts/{keys[0].GetString()}", HttpStatusCode.NoContent);
        await SendAsync(HttpMethod.Delete, $"{Notes}/texts/{keys[0].GetString()}", HttpStatusCode.NotFound);
        await SendAsync(HttpMethod.Delete, Notes + "/texts?source=kitchen", HttpStatusCode.OK);
        Assert.Empty((await _server.JsonAsync(Notes + "/search", """{"query":"bread","min_score":-1}""")).GetProperty("results").EnumerateArray());
        await SendAsync(HttpMethod.Delete, Notes, HttpStatusCode.NoContent);
        await SendAsync(HttpMethod.Get, Notes, HttpStatusCode.NotFound);
        await SendAsync(HttpMethod.Put, Notes, HttpStatusCode.Created);
        await _server.JsonAsync(Notes + "/texts", """{"texts":[{"text":"again"}]}""");
    }

    [Fact]
    public async Task MissingCollection_IsNotMadeInPassing()
    {
        await _server.JsonAsync(Notes + "/search", """{"query":"a"}""", HttpStatusCode.NotFound);
        await _server.JsonAsync(Notes + "/texts", """{"texts":[{"text":"a"}]}""", HttpStatusCode.NotFound);
        await SendAsync(HttpMethod.Delete, Notes, HttpStatusCode.NotFound);
        Assert.Empty((await _server.GetJsonAsync("v1/memory/collections")).GetProperty("collections").EnumerateArray());
    }

    [Theory]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%2e%2e%5c%2e%2e%5cwindows")]
    [InlineData("a%00b")]
    [InlineData("x'; DROP TABLE collections; --")]
    [InlineData("\"x\" OR 1=1")]
    [InlineData(".hidden")]
    [InlineData("na%20me")]
    [InlineData("%D0%B0")]
    public async Task CollectionName_ThatIsNoPlainWord_IsRefusedAndTouchesNothing(string name)
    {
        await SendAsync(HttpMethod.Put, Notes, HttpStatusCode.Created);
        using var response = await _server.Client.SendAsync(new(HttpMethod.Put, $"v1/memory/collections/{name}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("notes", Assert.Single((await _server.GetJsonAsync("v1/memory/collections")).GetProperty("collections").EnumerateArray()).GetProperty("name").GetString());
        Assert.All(Directory.GetFiles(_folder.Path), file => Assert.StartsWith("memory.db", Path.GetFileName(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task CollectionName_TooLong_IsRefused() =>
        await SendAsync(HttpMethod.Put, "v1/memory/collections/" + new string('a', 129), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Texts_WithSqlAndPaths_AreTextsLikeAnyOther()
    {
        await SendAsync(HttpMethod.Put, Notes, HttpStatusCode.Created);
        await _server.JsonAsync(Notes + "/texts", """{"texts":[{"text":"'); DROP TABLE collections; --","source":"../../etc/passwd","tags":["' OR 1=1 --"]}]}""");
        var found = (await _server.JsonAsync(Notes + "/search", """{"query":"drop table","mode":"hybrid","tag":"' OR 1=1 --","source":"../../etc/passwd"}""")).GetProperty("results");
        Assert.Equal("'); DROP TABLE collections; --", Assert.Single(found.EnumerateArray()).GetProperty("text").GetString());
        Assert.Empty((await _server.JsonAsync(Notes + "/search", """{"query":"drop table","tag":"' OR 1=1"}""")).GetProperty("results").EnumerateArray());
    }

    [Theory]
    [InlineData("texts", "{}")]
    [InlineData("texts", """{"texts":[]}""")]
    [InlineData("texts", """{"texts":[null]}""")]
    [InlineData("texts", """{"texts":[{"text":" "}]}""")]
    [InlineData("texts", """{"texts":[{"text":5}]}""")]
    [InlineData("texts", """{"texts":"a"}""")]
    [InlineData("search", "{}")]
    [InlineData("search", """{"query":"a","top":0}""")]
    [InlineData("search", """{"query":"a","top":1001}""")]
    [InlineData("search", """{"query":"a","mode":"magic"}""")]
    [InlineData("search", """{"query":"a","min_score":2}""")]
    [InlineData("search", """{"query":"a","diversity":-1}""")]
    [InlineData("search", "[")]
    public async Task WrongRequest_IsToldAsProblemDetails(string path, string json)
    {
        await SendAsync(HttpMethod.Put, Notes, HttpStatusCode.Created);
        using var response = await _server.PostAsync($"{Notes}/{path}", json);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.False(string.IsNullOrWhiteSpace((await TestServer.ReadAsync(response, HttpStatusCode.BadRequest)).GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Collection_OfAnotherModel_IsAConflict()
    {
        await SendAsync(HttpMethod.Put, Notes, HttpStatusCode.Created);
        await _server.JsonAsync(Notes + "/texts", """{"texts":[{"text":"one"}]}""");
        await using var other = await TestServer.StartAsync(options => options.StorePath = _folder.PathOf("memory.db"), model: model => model.Dimensions = 64);
        await other.JsonAsync(Notes + "/search", """{"query":"one"}""", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task WithoutAStore_ThereAreNoSuchEndpoints()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync("v1/memory/collections", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task SendAsync(HttpMethod method, string path, HttpStatusCode expected)
    {
        using var response = await _server.Client.SendAsync(new(method, path), TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
    }
}
