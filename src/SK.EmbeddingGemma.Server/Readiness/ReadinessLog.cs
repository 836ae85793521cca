using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Server.Readiness;

/// <summary>What is logged of the model's start.</summary>
internal static partial class ReadinessLog
{
    [LoggerMessage(1, LogLevel.Information, "Ready: {Model} ({Precision}, {Dimensions} dimensions) is loaded and has embedded a text.")]
    public static partial void Ready(this ILogger logger, string model, string precision, int dimensions);
}
