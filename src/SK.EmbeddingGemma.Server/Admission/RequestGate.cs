using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.Server.Admission;

/// <summary>Bounds the requests at a time, and so the memory of bodies that are on their way. One for all endpoints. Thread-safe.</summary>
internal sealed class RequestGate(IOptions<EmbeddingGemmaServerOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(
        _ => RateLimitPartition.GetConcurrencyLimiter("all", _ => new() { PermitLimit = options.Value.MaxConcurrentRequests, QueueLimit = 0 }));

    /// <summary>Returns the settings for the framework's middleware.</summary>
    /// <param name="reject">Answers a request that is refused.</param>
    public RateLimiterOptions ToOptions(Func<HttpContext, CancellationToken, ValueTask> reject) =>
        new() { GlobalLimiter = _limiter, OnRejected = (context, cancellationToken) => reject(context.HttpContext, cancellationToken) };

    public void Dispose() => _limiter.Dispose();
}
