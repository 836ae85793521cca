namespace SK.EmbeddingGemma;

/// <summary>A text as the model is given it: <c>&lt;bos&gt;</c>, its tokens, <c>&lt;eos&gt;</c>. Immutable.</summary>
public sealed class TokenizedText
{
    internal TokenizedText(ReadOnlyMemory<int> ids, int tokenCount) => (Ids, TokenCount) = (ids, tokenCount);

    /// <summary>Gets the token ids, both specials included.</summary>
    public ReadOnlyMemory<int> Ids { get; }

    /// <summary>Gets the number of tokens before truncation, both specials included.</summary>
    public int TokenCount { get; }

    /// <summary>Gets whether tokens were left out.</summary>
    public bool IsTruncated => Ids.Length < TokenCount;
}
