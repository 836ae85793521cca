namespace SK.EmbeddingGemma;

/// <summary>Settings of <see cref="HardNegatives"/>.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class HardNegativeOptions
{
    /// <summary>Gets or sets the most negatives of an example, at least 1. Default: 1.</summary>
    public int Count { get; set => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There must be at least 1 negative."); } = 1;

    /// <summary>
    /// Gets or sets the share of the positive's cosine that a negative's must be below, greater than 0 and at most 1: what is closer is taken for a positive that nobody marked (arXiv 2407.15831). Default: 0.95.
    /// </summary>
    public double Margin { get; set => field = value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The margin must be greater than 0 and at most 1."); } = 0.95;

    /// <summary>Gets or sets whether a file that is there is replaced. Default: <see langword="false"/>.</summary>
    public bool Overwrites { get; set; }
}
