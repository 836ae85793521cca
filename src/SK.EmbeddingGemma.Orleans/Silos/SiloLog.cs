using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Silos;

/// <summary>What a silo logs.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(1, LogLevel.Information, "The model is loaded; its vectors are of the space '{Space}'.")]
    public static partial void ModelLoaded(this ILogger logger, string space);

    [LoggerMessage(2, LogLevel.Warning, "The silo {Silo} did not say which vectors it has ({Fault}). Requests carry the expected space, so that none are mixed.")]
    public static partial void SiloNotAsked(this ILogger logger, string silo, string fault);
}
