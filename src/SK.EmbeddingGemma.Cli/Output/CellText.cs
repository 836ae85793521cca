using System.Globalization;
using System.Text;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Makes text fit for a line of a table: a text must not move a terminal's cursor or break a row.</summary>
internal static class CellText
{
    /// <summary>Returns the text with control characters, line separators and lone surrogates as escapes.</summary>
    public static string Escape(string text)
    {
        if (text.All(IsPlain))
            return text;

        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                escaped.Append(text, i++, 2);
            else
                Append(escaped, text[i]);
        }

        return escaped.ToString();
    }

    /// <summary>Returns the text on one line: white space in a row becomes a space, and what is longer than the limit is cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The most UTF-16 units to return, at least 2.</param>
    public static string Snippet(string text, int maxLength)
    {
        var snippet = new StringBuilder(Math.Min(text.Length, maxLength + 1));
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
                snippet.Append(character);
            else if (snippet.Length > 0 && snippet[^1] != ' ')
                snippet.Append(' ');

            if (snippet.Length > maxLength + 1)
                return Cut(snippet, maxLength);
        }

        if (snippet.Length > 0 && snippet[^1] == ' ')
            snippet.Length--;
        return snippet.Length > maxLength ? Cut(snippet, maxLength) : snippet.ToString();
    }

    private static string Cut(StringBuilder snippet, int maxLength)
    {
        snippet.Length = maxLength - 1;
        if (char.IsHighSurrogate(snippet[^1]))
            snippet.Length--; // its other half was cut off
        return snippet.Append('…').ToString();
    }

    private static bool IsPlain(char character) =>
        !char.IsControl(character) && !char.IsSurrogate(character) && character is not ('\u2028' or '\u2029');

    private static void Append(StringBuilder escaped, char character)
    {
        if (IsPlain(character))
        {
            escaped.Append(character);
            return;
        }

        escaped.Append(character switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
        });
    }
}
