using System.Globalization;

namespace SK.EmbeddingGemma.Data;

/// <summary>A row of a table: values by column, each a <see cref="string"/>, a <see cref="double"/>, a list of values, or <see langword="null"/>. Immutable.</summary>
/// <param name="File">The file's name, for messages.</param>
/// <param name="Number">The row's number, from 1, for messages.</param>
/// <param name="Values">The values.</param>
internal sealed record DataRow(string File, long Number, IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>Returns whether there is such a column.</summary>
    public bool Has(string column) => Values.ContainsKey(column);

    /// <summary>Returns whether a column has a list in this row.</summary>
    public bool HasList(string column) => Values.TryGetValue(column, out var value) && value is IReadOnlyList<object?>;

    /// <summary>Returns a text, or a number as text.</summary>
    public string Text(string column) => TextOf(column, Value(column));

    /// <summary>Returns a text, and an empty one where the column is missing or has nothing.</summary>
    public string TextOrEmpty(string column) => Values.GetValueOrDefault(column) is { } value ? TextOf(column, value) : "";

    /// <summary>Returns a finite number.</summary>
    public double Number64(string column) => NumberOf(column, Value(column));

    /// <summary>Returns the texts of a list, or the one text of a cell.</summary>
    public IReadOnlyList<string> Texts(string column) =>
        Value(column) is IReadOnlyList<object?> list ? [.. list.Select(item => TextOf(column, item ?? throw Wrong(column, "nothing in a list", "texts")))] : [Text(column)];

    /// <summary>Returns the finite numbers of a list.</summary>
    public IReadOnlyList<double> Numbers(string column) =>
        Value(column) is IReadOnlyList<object?> list ? [.. list.Select(item => NumberOf(column, item ?? throw Wrong(column, "nothing in a list", "numbers")))] : [Number64(column)];

    /// <summary>Returns what says 1 or 0, true or false.</summary>
    public static bool Flag(DataRow row, string column, double value) => value switch
    {
        0 => false,
        1 => true,
        _ => throw row.Wrong(column, "another number", "0 or 1"),
    };

    /// <summary>Returns the failure of a cell, which never contains it.</summary>
    public InvalidDataException Wrong(string column, string got, string allowed) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{File}, row {Number}: the column '{column}' has {got}, but {allowed} belong there. Correct the file, or get it again."));

    private static string NameOf(object value) => value switch
    {
        string => "a text",
        double => "a number",
        _ => "a list",
    };

    private object Value(string column)
    {
        if (Values.TryGetValue(column, out var value))
            return value ?? throw Wrong(column, "nothing", "values");
        throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"{File}, row {Number}: there is no column '{column}', only {string.Join(", ", Values.Keys)}. Name the columns as MTEB does."));
    }

    private string TextOf(string column, object value) => value switch
    {
        string text => text,
        double number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw Wrong(column, NameOf(value), "texts"),
    };

    private double NumberOf(string column, object value)
    {
        var number = value switch
        {
            double given => given,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
            _ => throw Wrong(column, NameOf(value), "numbers"),
        };
        return double.IsFinite(number) ? number : throw Wrong(column, "a number that is not finite", "finite numbers");
    }
}
