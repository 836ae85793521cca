using System.Globalization;

namespace SK.EmbeddingGemma.Databases;

/// <summary>Names of tables and columns: those of the user where they are plain words, which other programs can use, and numbers where they are anything else.</summary>
internal static class SqlName
{
    /// <summary>What all tables of the store's own begin with.</summary>
    public const string Own = "embeddinggemma_";

    /// <summary>The types of pgvector, whose names a table would take away from it, as every table is a type.</summary>
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal) { "vector", "halfvec", "sparsevec" };

    private static readonly HashSet<string> System = new(StringComparer.OrdinalIgnoreCase) { "oid", "tableoid", "xmin", "xmax", "cmin", "cmax", "ctid" };

    /// <summary>Quotes a name.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Gives the table of a collection.</summary>
    public static string Table(string collection, long id) =>
        IsPlain(collection) && !Types.Contains(collection) && !collection.StartsWith(Own, StringComparison.OrdinalIgnoreCase) ? collection : string.Create(CultureInfo.InvariantCulture, $"{Own}records_{id}");

    /// <summary>Gives a column for a property.</summary>
    public static string Column(string storageName, int ordinal, IEnumerable<string> taken) =>
        IsPlain(storageName) && !System.Contains(storageName) && !taken.Contains(storageName, StringComparer.Ordinal)
            ? storageName
            : string.Create(CultureInfo.InvariantCulture, $"_column_{ordinal}");

    /// <summary>Gives the hidden column of the texts from which the vectors of a property were generated.</summary>
    public static string Source(int ordinal) => string.Create(CultureInfo.InvariantCulture, $"_source_{ordinal}");

    /// <summary>Gives the hidden column of the numbers of the spaces of a property's vectors.</summary>
    public static string Space(int ordinal) => string.Create(CultureInfo.InvariantCulture, $"_space_{ordinal}");

    /// <summary>Gives the hidden column of the words of a property.</summary>
    public static string Words(int ordinal) => string.Create(CultureInfo.InvariantCulture, $"_words_{ordinal}");

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 60 && char.IsAsciiLetter(name[0]) && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
