using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Server.Page;

public sealed partial class PageTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Front_OfABrowser_IsThePage()
    {
        using var response = await GetAsync(shared.Server.Client, "");
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        var page = await response.Content.ReadAsStringAsync(Cancel);
        foreach (Match file in Files().Matches(page))
            Assert.Equal(HttpStatusCode.OK, (await shared.Server.Client.GetAsync(file.Groups[1].Value, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Front_OfAProgram_IsWhatProbesLookFor() =>
        Assert.Equal("Ollama is running", await shared.Server.Client.GetStringAsync("", Cancel));

    [Theory]
    [InlineData("page/main.js", "text/javascript")]
    [InlineData("page/page.css", "text/css")]
    [InlineData("page/icon.svg", "image/svg+xml")]
    public async Task File_AskedForAgain_IsNotSentAgain(string path, string type)
    {
        using var response = await shared.Server.Client.GetAsync(path, Cancel);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await shared.Server.Client.SendAsync(again, Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("page/none.js")]
    [InlineData("page/..%2f..%2fetc%2fpasswd")]
    [InlineData("page/PageFiles.cs")]
    public async Task File_ThatIsNone_IsNotFound(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await shared.Server.Client.GetAsync(path, Cancel)).StatusCode);

    [Fact]
    public async Task Front_OfAServerWithKeys_IsOpenAndWhatItAsksForIsNot()
    {
        await using var server = await TestServer.StartAsync(options => options.ApiKeys.Add("a-key-0123456789abcdef"));
        using var page = await GetAsync(server.Client, "");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync("info", Cancel)).StatusCode);
    }

    [Fact]
    public async Task Front_SwitchedOff_IsNotThere()
    {
        await using var server = await TestServer.StartAsync(options => options.ServePage = false, waits: false);
        using var page = await GetAsync(server.Client, "");
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
    }

    [Fact]
    public async Task Front_OfAnApplicationThatHasOne_IsTheApplications()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.Nano);
        builder.Services.AddEmbeddingGemmaServer();
        await using var app = builder.Build();
        app.MapGet("/", context => context.Response.WriteAsync("mine"));
        app.MapGroup("/ai").MapEmbeddingGemma();
        app.MapEmbeddingGemma();
        await app.StartAsync(Cancel);
        using var client = new HttpClient { BaseAddress = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/") };
        Assert.Equal("mine", await client.GetStringAsync("", Cancel));
        using var group = await GetAsync(client, "ai"); // the page's own addresses are relative to its folder
        Assert.Equal("/ai/", group.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("ai/page/main.js", Cancel)).StatusCode);
    }

    [Fact]
    public void Page_OfNoOutsideHost_AndShortEnoughToRead()
    {
        string[] files = [.. Directory.GetFiles(RepositoryRoot.PathOf("src/SK.EmbeddingGemma.Server/Page")).Where(file => !file.EndsWith(".cs", StringComparison.Ordinal))];
        Assert.InRange(files.Sum(file => File.ReadLines(file).Count()), 1, 999);
        Assert.All(files, file => Assert.DoesNotContain(Hosts().Matches(File.ReadAllText(file)), host => host.Value != "http://www.w3.org")); // the name of SVG, which nobody fetches
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("text/html"));
        return await client.SendAsync(request, Cancel);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Files();

    [GeneratedRegex(@"(https?:)?//[a-z0-9-]+(\.[a-z0-9-]+)+")]
    private static partial Regex Hosts();
}
