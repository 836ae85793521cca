using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Server.Endpoints;

/// <summary>What is logged of requests.</summary>
internal static partial class EndpointLog
{
    [LoggerMessage(1, LogLevel.Error, "A request failed.")]
    public static partial void Failed(this ILogger logger, Exception failure);
}
