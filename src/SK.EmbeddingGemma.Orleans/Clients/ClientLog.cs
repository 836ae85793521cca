using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Clients;

/// <summary>What the generator over a cluster logs: addresses, counts and kinds of faults, never texts.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Information, "The silo {Silo} has left the cluster; what it had is asked of others.")]
    public static partial void SiloLeft(this ILogger logger, string silo);

    [LoggerMessage(2, LogLevel.Warning, "The list of silos was not refreshed ({Fault}); the old one is used.")]
    public static partial void ListNotRefreshed(this ILogger logger, string fault);

    [LoggerMessage(3, LogLevel.Warning, "The silo {Silo} did not embed {Texts} texts ({Fault}); another one is asked.")]
    public static partial void CallFailed(this ILogger logger, string silo, int texts, string fault);

    [LoggerMessage(4, LogLevel.Error, "The silo {Silo} has vectors of the space '{Actual}', but '{Expected}' is expected: it is not asked any more.")]
    public static partial void SiloRefused(this ILogger logger, string silo, string actual, string expected);
}
