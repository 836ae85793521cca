using System.Net;
using System.Net.Http.Json;

namespace SK.EmbeddingGemma.Server.Load;

/// <summary>Bodies of 100 MB that are really sent.</summary>
public sealed class HugeBodyTests
{
    private const int Pieces = 1600;
    private const int BytesPerPiece = 64 * 1024;

    [Theory]
    [InlineData("v1/embeddings")]
    [InlineData("embed")]
    [InlineData("api/embed")]
    public async Task HundredMegabytes_InPieces_AreRefused_AndNotKept(string path)
    {
        using var server = await ServerProcess.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        var before = server.ResidentBytes;
        for (var i = 0; i < 3; i++)
            await SendAsync(client, path);

        Assert.InRange(server.ResidentBytes - before, long.MinValue, 64L << 20);
        using var answer = await client.PostAsJsonAsync("embed", new { inputs = "still here" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await server.StopAsync());
    }

    /// <summary>Sends what is too long: the answer says so, unless the connection was closed while the client still wrote.</summary>
    private static async Task SendAsync(HttpClient client, string path)
    {
        using var content = new PiecesContent();
        try
        {
            using var response = await client.PostAsync(path, content);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }
        catch (HttpRequestException closed)
        {
            Assert.IsType<IOException>(closed.InnerException, exactMatch: false);
        }

        Assert.InRange(content.Written, 0, Pieces - 1); // not read to its end
    }

    /// <summary>One text of 100 MB, whose length is not said beforehand.</summary>
    private sealed class PiecesContent : HttpContent
    {
        public PiecesContent() => Headers.ContentType = new("application/json");

        public int Written { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{\"model\":\"nano\",\"inputs\":\""u8.ToArray());
            var piece = new byte[BytesPerPiece];
            piece.AsSpan().Fill((byte)'a');
            for (; Written < Pieces; Written++)
                await stream.WriteAsync(piece);
            await stream.WriteAsync("\"}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
