using System.Text;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Replaces unpaired surrogates, which the reference cannot be given.</summary>
internal static class WellFormed
{
    /// <summary>Returns the text with every unpaired surrogate as U+FFFD; the text itself, not a copy, where there is none. Lengths stay.</summary>
    public static ReadOnlySpan<char> Text(ReadOnlySpan<char> text)
    {
        var at = IndexOfUnpaired(text, 0);
        if (at < 0)
        {
            return text;
        }

        var copy = text.ToArray();
        for (; at >= 0; at = IndexOfUnpaired(copy, at + 1))
        {
            copy[at] = (char)Rune.ReplacementChar.Value;
        }

        return copy;
    }

    private static int IndexOfUnpaired(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var skipped = text[from..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (skipped < 0)
            {
                return -1;
            }

            from += skipped;
            if (char.IsLowSurrogate(text[from]) || from + 1 == text.Length || !char.IsLowSurrogate(text[from + 1]))
            {
                return from;
            }

            from += 2;
        }

        return -1;
    }
}
