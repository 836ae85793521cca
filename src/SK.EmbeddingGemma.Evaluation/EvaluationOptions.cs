namespace SK.EmbeddingGemma;

/// <summary>Settings of an <see cref="EmbeddingGemmaEvaluator"/>, copied when it is built.</summary>
/// <remarks>Not thread-safe while it is being changed.</remarks>
public sealed class EvaluationOptions
{
    /// <summary>Gets or sets the lengths of vectors to measure, in floats. Default: none, which is the generator's own length alone.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is less than 1.</exception>
    public IReadOnlyList<int> Dimensions
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach (var length in value)
                ArgumentOutOfRangeException.ThrowIfLessThan(length, 1, nameof(value));
            field = [.. value];
        }
    } = [];

    /// <summary>
    /// Gets or sets the folder that keeps vectors, so that a run that was stopped goes on where it was and another with the same model embeds nothing twice. Default: <see langword="null"/>, none is
    /// kept. Files in it are made beside and renamed when whole; one that is damaged is deleted and its texts are embedded again.
    /// </summary>
    public string? VectorFolder { get; set; }

    /// <summary>Gets or sets what vectors of the generator depend on beside its vector space, such as its precision and its longest text; part of the key in <see cref="VectorFolder"/>. Default: empty.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public string Variant { get; set => field = value ?? throw new ArgumentNullException(nameof(value)); } = "";

    /// <summary>Gets or sets what finds the documents of retrieval tasks: all that MTEB's depths need by brute force, ten from a store, as an everyday search asks it. Default: <see cref="EvaluationSearch.BruteForce"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public EvaluationSearch Search
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The search is not defined: use BruteForce, InMemory, Exact or TwoStage.");
    }

    /// <summary>Gets or sets how many training texts of each label, at most, each of the ten experiments of a classification task learns from: MTEB takes 8 for most tasks and 16 or 32 for some. Default: 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int SamplesPerLabel
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 8;

    /// <summary>Gets or sets what is told how far the embedding is. Default: <see langword="null"/>, nothing.</summary>
    public IProgress<EvaluationProgress>? Progress { get; set; }

    /// <summary>Returns a copy.</summary>
    internal EvaluationOptions Clone() => (EvaluationOptions)MemberwiseClone();
}
