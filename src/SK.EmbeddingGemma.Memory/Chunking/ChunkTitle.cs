using Microsoft.ML.Tokenizers;

namespace SK.EmbeddingGemma.Chunking;

/// <summary>The title of a chunk and the prompt that comes of it. Immutable.</summary>
/// <param name="Text">The title, or <see langword="null"/>.</param>
/// <param name="Prompt">The document prompt.</param>
internal sealed record ChunkTitle(string? Text, string Prompt)
{
    private const string Separator = " > ";

    /// <summary>Joins the parts of a title; where it would take more than <paramref name="maxTokens"/>, the outermost headings go first, then the end.</summary>
    public static ChunkTitle Create(string? title, IReadOnlyList<string> headings, Tokenizer tokenizer, int maxTokens)
    {
        List<string> parts = [.. string.IsNullOrWhiteSpace(title) ? [] : new[] { title.Trim() }, .. headings];
        if (parts.Count > 1 && parts[0] == parts[1])
            parts.RemoveAt(1); // a document that begins with its title as a heading
        if (parts.Count == 0)
            return new(null, EmbeddingGemmaPrompt.Document().Text);

        while (parts.Count > 1 && tokenizer.CountTokens(string.Join(Separator, parts)) > maxTokens)
            parts.RemoveAt(parts.Count > 2 ? 1 : 0);
        var text = string.Join(Separator, parts);
        var fits = tokenizer.GetIndexByTokenCount(text, maxTokens, out _, out _);
        if (fits < text.Length)
            text = GraphemeEnds.Prefix(text, fits).TrimEnd().ToString();
        return string.IsNullOrWhiteSpace(text) ? new(null, EmbeddingGemmaPrompt.Document().Text) : new(text, EmbeddingGemmaPrompt.Document(text).Text);
    }
}
