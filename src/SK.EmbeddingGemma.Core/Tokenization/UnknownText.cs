namespace SK.EmbeddingGemma.Tokenization;

/// <summary>
/// Text that neither a piece nor bytes stand for and whose unknown token has not been written yet: the reference waits for the next
/// known character, since neighbours may share one token, and writes bytes that come in between before it.
/// </summary>
internal struct UnknownText
{
    /// <summary>Gets or sets where the text starts; meaningful while <see cref="IsPending"/>.</summary>
    public int Start { get; set; }

    /// <summary>Gets or sets where the text ends.</summary>
    public int End { get; set; }

    /// <summary>Gets or sets whether a token is owed.</summary>
    public bool IsPending { get; set; }
}
