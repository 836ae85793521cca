namespace SK.EmbeddingGemma.Ingestion;

/// <summary>What came of reading a file: its text, or why there is none. Immutable.</summary>
/// <param name="Text">The text, or <see langword="null"/>.</param>
/// <param name="Skip">Why there is no text.</param>
internal sealed record Extraction(ExtractedText? Text, SkipReason? Skip)
{
    public static Extraction Of(ExtractedText text) => string.IsNullOrWhiteSpace(text.Text) ? Skipped(SkipReason.Empty) : new(text, null);

    public static Extraction Skipped(SkipReason reason) => new(null, reason);
}
