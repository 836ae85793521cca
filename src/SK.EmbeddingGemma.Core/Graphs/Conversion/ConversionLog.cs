using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Graphs;

/// <summary>What is logged of conversions.</summary>
internal static partial class ConversionLog
{
    [LoggerMessage(20, LogLevel.Information, "Converting {Model} to {Precision} into {Folder}; this is done once.")]
    public static partial void ConversionStarted(this ILogger logger, string model, string precision, string folder);

    [LoggerMessage(21, LogLevel.Information, "Converted {Model} to {Precision} in {Milliseconds} ms.")]
    public static partial void ConversionEnded(this ILogger logger, string model, string precision, long milliseconds);

    [LoggerMessage(23, LogLevel.Information, "Removed the downloaded weights of {Model}, {Bytes} bytes, which are converted; KeepDownload keeps them.")]
    public static partial void WeightsReleased(this ILogger logger, string model, long bytes);

    [LoggerMessage(24, LogLevel.Warning, "The downloaded weights of {Model}, which are converted, could not be removed: {Reason}")]
    public static partial void WeightsNotReleased(this ILogger logger, string model, string reason);

    [LoggerMessage(22, LogLevel.Warning, "{Reason} So {Model} is converted into the temporary folder at every load.")]
    public static partial void CacheNotWritable(this ILogger logger, string reason, string model);
}
