namespace SK.EmbeddingGemma;

/// <summary>Settings of a <see cref="TextMemory"/>, read once when it is made.</summary>
public sealed class TextMemoryOptions
{
    /// <summary>Gets or sets the name of the collection in the store. Default: <c>memories</c>.</summary>
    /// <exception cref="ArgumentException">The value is <see langword="null"/>, empty or white space.</exception>
    public string CollectionName
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    } = "memories";

    /// <summary>
    /// Gets or sets how long texts are divided. Default: <see langword="null"/>, the defaults of <see cref="TextChunkerOptions"/>, with chunks no longer than the generator embeds.
    /// Longer ones are refused by the memory's first call, with an <see cref="ArgumentException"/>: their ends would be lost.
    /// </summary>
    public TextChunkerOptions? Chunking { get; set; }

    /// <summary>
    /// Gets or sets the least score, a cosine from -1 to 1, of what is recalled where a call does not say. Default: <see langword="null"/>, calibrated for the model: measured for
    /// Nano and EmbeddingGemma 300M, and for others taken from how alike unrelated texts are, which are embedded once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from -1 to 1.</exception>
    public double? RelevanceFloor
    {
        get;
        set => field = RecallOptions.RequireCosine(value);
    }
}
