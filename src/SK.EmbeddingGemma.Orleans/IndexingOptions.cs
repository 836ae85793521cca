namespace SK.EmbeddingGemma;

/// <summary>How indexing jobs go about their work, the same on all silos.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class IndexingOptions
{
    /// <summary>Gets or sets the documents that are embedded and stored at a time, 1 to 4,096; progress is kept after each such batch. Default: 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BatchDocuments { get; set => field = Between(value, 1, 4096); } = 256;

    /// <summary>Gets or sets how many partitions of a job are read at the same time, 1 to 1,024: more than there are silos, so that all have work. Default: 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int PartitionsAtOnce { get; set => field = Between(value, 1, 1024); } = 16;

    /// <summary>Gets or sets how many documents of a partition may be set aside before it stops, as something is wrong with all: 0 to 10,000. Default: 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MostSetAside { get; set => field = Between(value, 0, 10_000); } = 100;

    /// <summary>Gets or sets how often a job looks after its partitions, which also starts those anew whose silo was lost: 0.1 second to 1 minute. Default: 2 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan Heartbeat
    {
        get;
        set => field = value >= TimeSpan.FromMilliseconds(100) && value <= TimeSpan.FromMinutes(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "0.1 second to 1 minute is allowed.");
    } = TimeSpan.FromSeconds(2);

    private static int Between(int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, FormattableString.Invariant($"{least} to {most} are allowed."));
}
