using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Says numbers of bytes to people.</summary>
internal static class ByteCount
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    /// <summary>Returns a count in the largest decimal unit that it fills.</summary>
    public static string ToText(long count)
    {
        var (value, unit) = ((double)count, 0);
        for (; value >= 1000 && unit < Units.Length - 1; unit++)
            value /= 1000;
        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
