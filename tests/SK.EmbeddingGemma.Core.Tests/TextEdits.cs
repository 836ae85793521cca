namespace SK.EmbeddingGemma;

/// <summary>Damages a text as a fuzz test says.</summary>
internal static class TextEdits
{
    /// <summary>Returns the text with some characters at each position replaced by a fragment.</summary>
    public static string Apply(string text, IEnumerable<(int Position, int Removed, int Fragment)> edits, IReadOnlyList<string> fragments)
    {
        foreach (var (position, removed, fragment) in edits)
        {
            var at = Math.Min(position, text.Length);
            text = text[..at] + fragments[fragment] + text[Math.Min(text.Length, at + removed)..];
        }

        return text;
    }
}
