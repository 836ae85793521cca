namespace SK.EmbeddingGemma;

/// <summary>What a recall returns. Read when the call begins.</summary>
public sealed class RecallOptions
{
    /// <summary>Gets or sets the most texts to return, at least 1. Default: 5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Top
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 5;

    /// <summary>
    /// Gets or sets the least score, a cosine from -1 to 1: what is less relevant is left out, even if nothing remains. -1 leaves out nothing. Default:
    /// <see langword="null"/>, the memory's own; none where words count too (<see cref="RecallRanking.MeaningAndWords"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from -1 to 1.</exception>
    public double? RelevanceFloor
    {
        get;
        set => field = RequireCosine(value);
    }

    /// <summary>
    /// Gets or sets how much it counts against a text that it is like one returned before it (maximal marginal relevance): 0 for relevance alone, to 1 for difference
    /// alone. The texts come in the order in which they were chosen. Default: 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double Diversity
    {
        get;
        set
        {
            if (!(value >= 0 && value <= 1))
                throw new ArgumentOutOfRangeException(nameof(value), value, "Diversity is 0, for relevance alone, to 1, for difference alone.");
            field = value;
        }
    }

    /// <summary>Gets or sets what texts are ranked by. Default: <see cref="RecallRanking.Meaning"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public RecallRanking Ranking
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The ranking is not defined: use Meaning or MeaningAndWords.");
    }

    /// <summary>Gets or sets the only source to recall from. Default: <see langword="null"/>, any.</summary>
    public string? Source { get; set; }

    /// <summary>Gets or sets a tag that what is recalled must have. Default: <see langword="null"/>, any or none.</summary>
    public string? Tag { get; set; }

    internal static double? RequireCosine(double? value) =>
        value is null or (>= -1 and <= 1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A relevance floor is a cosine, from -1 to 1; null is the calibrated one.");
}
