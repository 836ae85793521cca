namespace SK.EmbeddingGemma.Chunking;

/// <summary>Tells the end of a sentence from a stop inside one, as far as characters show it.</summary>
internal static class SentenceEnd
{
    private const string Closers = "\"')]}»”’」』）";

    /// <summary>Returns whether a sentence ends at <paramref name="end"/> and another may begin at <paramref name="next"/>, behind white space.</summary>
    public static bool IsBetween(string text, int start, int end, int next)
    {
        var last = end - 1;
        while (last > start && Closers.Contains(text[last], StringComparison.Ordinal))
            last--;
        return last >= start && (text[last] is '!' or '?' or '…' || IsWide(text[last]) || (text[last] == '.' && !char.IsLower(text[next])));
    }

    /// <summary>Returns whether a sentence ends with this character, with no white space behind it.</summary>
    public static bool IsWide(char character) => character is '。' or '！' or '？' or '｡';
}
