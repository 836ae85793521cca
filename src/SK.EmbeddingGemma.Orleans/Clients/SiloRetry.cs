using Polly;
using Polly.Retry;

namespace SK.EmbeddingGemma.Clients;

/// <summary>Tries again what goes away by itself, after pauses that grow.</summary>
internal static class SiloRetry
{
    /// <summary>Starts a pipeline with so many attempts.</summary>
    /// <param name="attempts">The attempts, at least 1.</param>
    /// <param name="time">The clock.</param>
    public static ResiliencePipelineBuilder<TAnswer> Of<TAnswer>(int attempts, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<TAnswer> { TimeProvider = time };
        return attempts == 1 ? builder : builder.AddRetry(new RetryStrategyOptions<TAnswer>
        {
            MaxRetryAttempts = attempts - 1,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static arguments => ValueTask.FromResult(IsTransient(arguments.Outcome.Exception, arguments.Context)),
        });
    }

    /// <summary>Returns whether an attempt that failed may be made again.</summary>
    public static bool IsTransient(Exception? exception, ResilienceContext context) =>
        exception is not null && !context.CancellationToken.IsCancellationRequested && TransientFaults.Includes(exception);
}
