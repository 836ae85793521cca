using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Models;

/// <summary>What is logged of downloads: names, sizes and hosts, never a token or an address that may hold a signature.</summary>
internal static partial class DownloadLog
{
    [LoggerMessage(40, LogLevel.Information, "Downloading {Model} ({Size}) under the {Licence}, {LicenceUrl}; this is done once.")]
    public static partial void DownloadStarted(this ILogger logger, string model, string size, string licence, string licenceUrl);

    [LoggerMessage(41, LogLevel.Information, "Downloaded {Model} from {Repository} of {Host} in {Milliseconds} ms.")]
    public static partial void DownloadEnded(this ILogger logger, string model, string repository, string host, long milliseconds);

    [LoggerMessage(42, LogLevel.Warning, "{Fault} It is tried again in {Milliseconds} ms.")]
    public static partial void DownloadRetried(this ILogger logger, string fault, long milliseconds);

    [LoggerMessage(43, LogLevel.Warning, "{Fault} So {Repository} is tried, which has the same.")]
    public static partial void SourceChanged(this ILogger logger, string fault, string repository);
}
