using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace SK.EmbeddingGemma.Models;

/// <summary>How often a server is asked again that gave nothing, and when.</summary>
internal static class HubRetry
{
    /// <summary>How often it is asked again.</summary>
    public const int Attempts = 5;

    /// <summary>The longest that a server may ask to wait: whoever waits for a model would rather know.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Returns the rule, which is thread-safe.</summary>
    public static ResiliencePipeline Create(TimeProvider time, ILogger logger) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = Attempts,
            Delay = TimeSpan.FromSeconds(0.5),
            MaxDelay = TimeSpan.FromSeconds(30),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is HubException { IsTransient: true } fault && !(fault.RetryAfter > LongestWait)),
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as HubException)?.RetryAfter),
            OnRetry = arguments =>
            {
                logger.DownloadRetried(arguments.Outcome.Exception!.Message, (long)arguments.RetryDelay.TotalMilliseconds);
                return ValueTask.CompletedTask;
            },
        })
        .Build();
}
