using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SK.EmbeddingGemma.Server.Hostile;

/// <summary>Requests that no honest client sends. After each the server must answer honest ones.</summary>
public sealed class HostileInputTests
{
    private const string Head = "POST /embed HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData("Content-Length: 14\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /info HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("Content-Length: 14\r\nContent-Length: 3\r\n\r\n{\"inputs\":\"a\"}")]
    [InlineData("Content-Length: -1\r\n\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /info HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n")]
    [InlineData("X-Bad\n : a\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("X-Nul: a\0b\r\nContent-Length: 0\r\n\r\n")]
    public async Task SmuggledRequest_IsNeverAnswered(string rest)
    {
        await using var server = await TestServer.StartAsync();
        using var raw = await RawConnection.OpenAsync(server.Address);
        await raw.SendAsync(Head + rest);
        var answer = await raw.ReadToEndAsync();
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("model_id", answer, StringComparison.Ordinal); // what /info would say
        Assert.True(answer.Length == 0 || answer.Split("HTTP/1.1 ").Length == 2, "One request has at most one answer.");
        await server.JsonAsync("embed", """{"inputs":"a"}""");
    }

    [Theory]
    [InlineData("v1/embeddings")]
    [InlineData("embed")]
    [InlineData("api/embed")]
    public async Task HugeBody_IsRefusedByItsLengthAlone(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var raw = await RawConnection.OpenAsync(server.Address);
        await raw.SendAsync($"POST /{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", await raw.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HugeBody_InPieces_IsRefusedAtTheLimit()
    {
        await using var server = await TestServer.StartAsync(options => options.MaxRequestBodyBytes = 1000);
        using var raw = await RawConnection.OpenAsync(server.Address);
        await raw.SendAsync(Head + "Transfer-Encoding: chunked\r\n\r\n400\r\n" + new string(' ', 1024) + "\r\n");
        Assert.StartsWith("HTTP/1.1 413", await raw.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlowBody_IsCutOff()
    {
        await using var server = await TestServer.StartAsync(
            kestrel: options => options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(1.1)));
        using var raw = await RawConnection.OpenAsync(server.Address);
        await raw.SendAsync(Head + "Content-Length: 1000\r\n\r\n{");
        var answer = await raw.ReadToEndAsync();
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        await server.JsonAsync("embed", """{"inputs":"a"}""");
    }

    [Fact]
    public async Task BodyThatEndsEarly_CostsNothing()
    {
        await using var server = await TestServer.StartAsync();
        using (var raw = await RawConnection.OpenAsync(server.Address))
            await raw.SendAsync(Head + "Content-Length: 1000\r\n\r\n{\"inputs\":");
        await server.JsonAsync("embed", """{"inputs":"a"}""");
    }

    [Fact]
    public async Task DeeplyNestedJson_IsMalformed()
    {
        await using var server = await TestServer.StartAsync();
        var deep = new string('[', 100_000);
        await server.JsonAsync("embed", $$"""{"inputs":{{deep}}}""", HttpStatusCode.BadRequest);
        await server.JsonAsync("v1/embeddings", deep, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task InvalidUtf8_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        byte[] body = [.. "{\"inputs\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        using var response = await server.Client.PostAsync("embed", content, TestContext.Current.CancellationToken);
        Assert.InRange((int)response.StatusCode, 400, 422);
    }

    [Fact]
    public async Task Answers_NeverQuoteTheClientsText()
    {
        await using var server = await TestServer.StartAsync(options => options.MaxTokensPerRequest = 5);
        foreach (var (path, json) in new[]
        {
            ("embed", """{"inputs":"hush hush hush hush hush hush"}"""), ("embed", """{"inputs":"a","truncate":"hush"}"""), ("embed", """{"inputs":"a","prompt_name":"hush"}"""),
            ("v1/embeddings", """{"model":"hush","input":"a"}"""), ("v1/embeddings", """{"model":"embeddinggemma-nano","input":"a","encoding_format":"hush"}"""), ("v1/embeddings", "hush"),
            ("api/embed", """{"model":"embeddinggemma-nano","input":{"hush":"hush"}}"""),
        })
        {
            using var response = await server.PostAsync(path, json);
            Assert.False(response.IsSuccessStatusCode);
            Assert.DoesNotContain("hush", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task OtherSites_GetNoPermission()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "embed") { Content = new StringContent("""{"inputs":"a"}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Origin", "https://example.org");
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }
}
