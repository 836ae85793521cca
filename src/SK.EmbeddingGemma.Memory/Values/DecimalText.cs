using System.Globalization;

namespace SK.EmbeddingGemma.Values;

/// <summary>
/// Writes decimals as texts whose order is that of the numbers: a sign digit, 29 digits before and 28 behind the point, the digits of negative numbers
/// complemented. Equal numbers give equal texts, whatever zeros they end with.
/// </summary>
internal static class DecimalText
{
    private const int WholeDigits = 29;
    private const int FractionDigits = 28;

    /// <summary>Gives the text of a number.</summary>
    public static string Write(decimal value)
    {
        var plain = Math.Abs(value).ToString(CultureInfo.InvariantCulture);
        var point = plain.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (plain, "") : (plain[..point], plain[(point + 1)..]);
        var digits = whole.PadLeft(WholeDigits, '0') + fraction.PadRight(FractionDigits, '0');
        return value < 0 ? "0" + Complement(digits) : "1" + digits;
    }

    /// <summary>Reads what <see cref="Write"/> gave.</summary>
    public static decimal Read(string text)
    {
        var digits = text[0] == '0' ? Complement(text[1..]) : text[1..];
        var plain = $"{digits[..WholeDigits]}.{digits[WholeDigits..].TrimEnd('0')}";
        var value = decimal.Parse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return text[0] == '0' ? -value : value;
    }

    private static string Complement(string digits) =>
        string.Create(digits.Length, digits, static (target, source) =>
        {
            for (var index = 0; index < target.Length; index++)
                target[index] = (char)('0' + '9' - source[index]);
        });
}
