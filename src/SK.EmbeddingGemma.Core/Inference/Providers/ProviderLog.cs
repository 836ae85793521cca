using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>What is logged of execution providers.</summary>
internal static partial class ProviderLog
{
    [LoggerMessage(60, LogLevel.Information, "{Provider} computes the model: the least cosine with the processor's vectors is {LeastCosine}.")]
    public static partial void ProviderTrusted(this ILogger logger, string provider, double leastCosine);

    [LoggerMessage(61, LogLevel.Warning, "{Provider} is not used, because {Fault}. The processor computes the model instead; RequireExecutionProvider makes that an error.")]
    public static partial void ProviderRefused(this ILogger logger, string provider, string fault);

    [LoggerMessage(62, LogLevel.Warning, "{Provider} failed: {Fault} What it was to compute is tried again on a fresh session.")]
    public static partial void DeviceFailed(this ILogger logger, string provider, string fault);

    [LoggerMessage(63, LogLevel.Warning, "{Provider} failed twice: {Fault} From now on the processor computes the model.")]
    public static partial void DeviceGivenUp(this ILogger logger, string provider, string fault);
}
