namespace SK.EmbeddingGemma;

/// <summary>Settings of a <see cref="TextChunker"/>, copied when it is built.</summary>
public sealed class TextChunkerOptions
{
    internal const int LeastTokens = 32;

    /// <summary>
    /// Gets or sets the most tokens of a chunk as the model is fed it: with the document prompt and the two tokens that enclose a text. At least 32, and at most what
    /// the generator embeds, which <see cref="TextChunker.For"/> and <see cref="TextMemory"/> check. Default: 256.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 32.</exception>
    public int MaxTokens
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastTokens);
            field = value;
        }
    } = 256;

    /// <summary>
    /// Gets or sets how many tokens at the end of a chunk are repeated at the beginning of the next, at most: 0 to half of <see cref="MaxTokens"/>. Nothing is repeated
    /// after a heading. Default: <see langword="null"/>, a tenth of <see cref="MaxTokens"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? OverlapTokens
    {
        get;
        set
        {
            if (value is { } tokens)
                ArgumentOutOfRangeException.ThrowIfNegative(tokens, nameof(value));
            field = value;
        }
    }
}
