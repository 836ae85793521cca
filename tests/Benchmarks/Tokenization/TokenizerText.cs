namespace SK.EmbeddingGemma.Benchmarks.Tokenization;

/// <summary>A text to encode.</summary>
/// <param name="Name">What it is, for the report.</param>
/// <param name="Content">The text.</param>
public sealed record TokenizerText(string Name, string Content)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
