using System.Globalization;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>
/// Names of tables and columns. What a user named stays a value in the database's own tables: names in SQL are ours, or plain words, so that no name can be
/// anything else than a name, and names that differ by case only stay apart.
/// </summary>
internal static class SqlName
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase) { "rowid", "oid", "rank" };

    /// <summary>Quotes a name.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Gives the table of a collection's records.</summary>
    public static string Records(long collection) => string.Create(CultureInfo.InvariantCulture, $"records_{collection}");

    /// <summary>Gives the table of the vectors of one property.</summary>
    public static string Vectors(long collection, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"vectors_{collection}_{ordinal}");

    /// <summary>Gives the full-text index of a collection.</summary>
    public static string Texts(long collection) => string.Create(CultureInfo.InvariantCulture, $"texts_{collection}");

    /// <summary>Gives the hidden column of the texts from which the vectors of one property were generated.</summary>
    public static string Source(int ordinal) => string.Create(CultureInfo.InvariantCulture, $"_source_{ordinal}");

    /// <summary>Gives a column for a property: its own name where that is a plain word and not taken, else a number.</summary>
    public static string Column(string storageName, int ordinal, IEnumerable<string> taken) =>
        IsPlain(storageName) && !taken.Contains(storageName, StringComparer.OrdinalIgnoreCase)
            ? storageName
            : string.Create(CultureInfo.InvariantCulture, $"_column_{ordinal}");

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        && !Reserved.Contains(name) && !name.StartsWith("texts_", StringComparison.OrdinalIgnoreCase);
}
