namespace SK.EmbeddingGemma.Cli;

/// <summary>A text as the model is fed it. Immutable.</summary>
/// <param name="Prompt">What was put in front, possibly empty.</param>
/// <param name="Tokens">The tokens of both, special ones included, cut to the model's limit.</param>
internal sealed record PromptedTokens(string Prompt, TokenizedText Tokens)
{
    /// <summary>Gets the number of tokens before the text was cut, or <see langword="null"/> where it was not.</summary>
    public int? TruncatedFrom => Tokens.IsTruncated ? Tokens.TokenCount : null;
}
