namespace SK.EmbeddingGemma.Cli;

/// <summary>Says on standard error how far an indexing run is, at most once a second. Told from one thread at a time.</summary>
/// <param name="error">Where to say it.</param>
/// <param name="time">The clock.</param>
internal sealed class IndexProgress(TextWriter error, TimeProvider time) : IProgress<IngestionProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _last = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(IngestionProgress value)
    {
        if (time.GetElapsedTime(_last) < Interval)
            return;
        _last = time.GetTimestamp();
        error.WriteLine(FormattableString.Invariant($"indexed {value.FilesDone} of {value.FilesFound} files, {value.ChunksStored} chunks"));
    }
}
