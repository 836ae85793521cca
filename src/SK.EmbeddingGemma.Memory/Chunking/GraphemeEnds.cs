using System.Globalization;

namespace SK.EmbeddingGemma.Chunking;

/// <summary>Finds where characters as a reader sees them end.</summary>
internal static class GraphemeEnds
{
    /// <summary>The longest character that is looked for, in UTF-16 units: a text of nothing but combining marks stays linear.</summary>
    public const int Longest = 4096;

    /// <summary>Returns the length of the first character, at least 1.</summary>
    public static int LengthAt(string text, int position)
    {
        // Most text: a character below the combining marks, followed by another such.
        if (text[position] is >= ' ' and < '\u0300' && (position + 1 == text.Length || text[position + 1] < '\u0300'))
            return 1;
        return StringInfo.GetNextTextElementLength(text.AsSpan(position, Math.Min(Longest, text.Length - position)));
    }

    /// <summary>Returns the whole characters at the front that fit a length.</summary>
    public static ReadOnlySpan<char> Prefix(ReadOnlySpan<char> text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = 0;
        while (StringInfo.GetNextTextElementLength(text[end..Math.Min(text.Length, end + Longest)]) is var next && end + next <= length)
            end += next;
        return text[..end];
    }
}
