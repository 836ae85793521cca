namespace SK.EmbeddingGemma;

/// <summary>Settings of a generator over a cluster, copied when it is built. What the model is, the silos know.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class EmbeddingGemmaClientOptions
{
    /// <summary>Gets or sets the length of a vector, in floats, for calls that name none: 1 to the model's width. Default: <see langword="null"/>, the silos' own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? Dimensions
    {
        get;
        set => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 1 is needed; null stands for the silos' own.");
    }

    /// <summary>Gets or sets the prompt for calls that name none. Default: <see langword="null"/>, the silos' own.</summary>
    public EmbeddingGemmaPrompt? Prompt { get; set; }

    /// <summary>Gets or sets what happens to a text that is longer than the silos embed. Default: <see langword="null"/>, what the silos' options say.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EmbeddingGemmaTruncation? Truncation
    {
        get;
        set => field = value is null || Enum.IsDefined(value.Value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Truncate or Throw is needed; null stands for the silos' own.");
    }

    /// <summary>
    /// Gets or sets the space that the cluster's vectors must be of. Default: <see langword="null"/>, that of the first silo that is met; from then on, silos of
    /// another are refused in any case.
    /// </summary>
    public EmbeddingGemmaSpace? Space { get; set; }

    /// <summary>Gets or sets the most texts that are sent to a silo at a time, 1 to 1,024. Fewer are sent where texts are long. Default: 64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BatchTexts { get; set => field = Between(value, 1, 1024); } = 64;

    /// <summary>
    /// Gets or sets how many batches of bulk work of this client a silo has at a time, 1 to 64: one is computed while the next is on its way. A silo that is faster, or has less
    /// to do for others, is done sooner and so gets more. Queries do not count, and do not wait. Default: 2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BatchesPerSilo { get; set => field = Between(value, 1, 64); } = 2;

    /// <summary>Gets or sets after what time a query is asked of a second silo as well, whose answer counts if it is the first: 10 ms to 1 minute. Default: 1 second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan QueryHedgeDelay
    {
        get;
        set => field = value >= TimeSpan.FromMilliseconds(10) && value <= TimeSpan.FromMinutes(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "10 milliseconds to 1 minute are allowed.");
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets or sets how often a batch is tried, on one silo after another, 1 to 20, where silos are lost or do not answer, and how often the cluster is asked for its silos at first. The pauses between grow from 0.2 to 5
    /// seconds. Default: 6.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Attempts { get; set => field = Between(value, 1, 20); } = 6;

    internal EmbeddingGemmaClientOptions Copy() => (EmbeddingGemmaClientOptions)MemberwiseClone();

    private static int Between(int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, FormattableString.Invariant($"{least} to {most} are allowed."));
}
