using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Server.Telemetry;

/// <summary>Takes what is sent by OpenTelemetry's protocol over HTTP, and keeps it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            _received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        });
    }

    public string Address => _app.Urls.Single();

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Returns all that was sent to a path: protobuf, whose strings are plain bytes.</summary>
    public string Received(string path) => string.Concat(_received.Where(request => request.Path == path).Select(request => request.Body));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
