namespace SK.EmbeddingGemma.Values;

/// <summary>Tells text from what only looks like it.</summary>
internal static class UnicodeText
{
    /// <summary>Returns the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is, as the beginning of a message.</param>
    /// <exception cref="ArgumentException">It has half of a surrogate pair, which no database keeps.</exception>
    public static string Checked(string text, string what)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
                continue;
            if (!char.IsHighSurrogate(text[index]) || index + 1 == text.Length || !char.IsLowSurrogate(text[index + 1]))
                throw new ArgumentException($"{what} has half of a surrogate pair at index {index}, which is no valid Unicode: cut texts between whole characters.", nameof(text));
            index++;
        }

        return text;
    }
}
