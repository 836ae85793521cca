using System.Globalization;
using System.Text;

namespace SK.EmbeddingGemma.Records;

/// <summary>What a caller searches for beside a vector.</summary>
internal static class Keyword
{
    /// <summary>Returns whether a keyword has a letter or a digit, without which no text can have it.</summary>
    public static bool HasWord(string keyword) => keyword.EnumerateRunes().Any(static rune =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.PrivateUse);
}
