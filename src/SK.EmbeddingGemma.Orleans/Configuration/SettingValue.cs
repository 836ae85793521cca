using System.Globalization;

namespace SK.EmbeddingGemma.Configuration;

/// <summary>Reads the values of settings, the same in every culture.</summary>
internal static class SettingValue
{
    /// <summary>Reads a whole number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static int Number(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Reads a duration such as <c>00:00:01.5</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TimeSpan Duration(string value) => TimeSpan.ParseExact(value, "c", CultureInfo.InvariantCulture);
}
