namespace SK.EmbeddingGemma;

/// <summary>What an indexing job does.</summary>
public enum IndexingJobState
{
    /// <summary>It was never started.</summary>
    NotStarted,

    /// <summary>It works, on whatever silos there are.</summary>
    Running,

    /// <summary>It waits to be resumed.</summary>
    Paused,

    /// <summary>All documents are stored or set aside.</summary>
    Completed,

    /// <summary>It stopped, because something is wrong that time does not mend: <see cref="IndexingJobStatus.Fault"/> says what. It can be resumed.</summary>
    Stopped,
}
