using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>What jobs log: names, counts and faults, never documents.</summary>
internal static partial class JobLog
{
    [LoggerMessage(1, LogLevel.Warning, "Job {Job}, partition {Partition}: a batch was not stored and is tried again ({Fault}).")]
    public static partial void BatchFailed(this ILogger logger, string job, string partition, string fault);

    [LoggerMessage(2, LogLevel.Error, "Job {Job}, partition {Partition} stopped: {Fault}")]
    public static partial void PartitionStopped(this ILogger logger, string job, string partition, string fault);

    [LoggerMessage(3, LogLevel.Information, "Job {Job} is {State}: {Stored} documents stored, {SetAside} set aside.")]
    public static partial void JobChanged(this ILogger logger, string job, IndexingJobState state, long stored, long setAside);

    [LoggerMessage(4, LogLevel.Debug, "Job {Job}: the partition {Partition} did not answer ({Fault}); it is asked again.")]
    public static partial void PartitionSilent(this ILogger logger, string job, string partition, string fault);
}
