using NpgsqlTypes;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Forms;

/// <summary>The forms in which PostgreSQL keeps values, made of those that all stores share: Booleans and arrays as such, the rest as it is.</summary>
internal static class PostgresForm
{
    /// <summary>Gives the type of a column, in SQL.</summary>
    public static string ColumnType(ColumnCodec codec) => codec switch
    {
        ListCodec list => TypeOf(list.Element.Kind) is var type && type == Text ? $"text[] COLLATE \"C\"" : $"{type}[]",
        _ => TypeOf(codec.Kind) is var type && type == Text ? $"{Text} COLLATE \"C\"" : type,
    };

    /// <summary>Gives the type of a parameter.</summary>
    public static NpgsqlDbType DbType(ColumnCodec codec) => codec is ListCodec list ? NpgsqlDbType.Array | DbType(list.Element.Kind) : DbType(codec.Kind);

    /// <summary>Gives the form of a value.</summary>
    /// <exception cref="ArgumentException">PostgreSQL does not keep it.</exception>
    public static object Encode(ColumnCodec codec, object value) => codec is ListCodec list ? Array(list.Element.Kind, list.Forms(value)) : From(codec.Kind, codec.Encode(value));

    /// <summary>Gives the value of a form.</summary>
    public static object Decode(ColumnCodec codec, object form) => codec is ListCodec list
        ? list.Make(((Array)form).Cast<object?>().Select(Shared))
        : codec.Decode(Shared(form)!);

    /// <summary>Gives the form of one value from that of all stores.</summary>
    /// <exception cref="ArgumentException">PostgreSQL does not keep it.</exception>
    public static object From(ValueKind kind, object shared) => shared switch
    {
        long flag when kind == ValueKind.Boolean => flag != 0,
        string when kind == ValueKind.Real => double.NaN,
        string text => Checked(text, "A text to be stored or compared"),
        _ => shared,
    };

    /// <summary>Gives an array of the forms of some values of one kind.</summary>
    public static Array Array(ValueKind kind, IEnumerable<object?> shared)
    {
        List<object?> forms = [.. shared.Select(form => form is null ? null : From(kind, form))];
        return kind switch
        {
            ValueKind.Boolean => forms.Select(static form => (bool?)form).ToArray(),
            ValueKind.Bytes => forms.Select(static form => (byte[]?)form).ToArray(),
            _ when forms.Exists(static form => form is double) || kind == ValueKind.Real => forms.Select(static form => form is null ? (double?)null : Convert.ToDouble(form, System.Globalization.CultureInfo.InvariantCulture)).ToArray(),
            ValueKind.Integer or ValueKind.UnsignedLong => forms.Select(static form => (long?)form).ToArray(),
            _ => forms.Select(static form => (string?)form).ToArray(),
        };
    }

    /// <summary>Returns a text, if PostgreSQL keeps it.</summary>
    /// <exception cref="ArgumentException">It has a character U+0000.</exception>
    public static string Checked(string text, string what) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new ArgumentException($"{what} has a character U+0000 at index {text.IndexOf('\0', StringComparison.Ordinal)}, which PostgreSQL does not keep: leave it out.", nameof(text))
        : text;

    private const string Text = "text";

    private static object? Shared(object? form) => form switch
    {
        bool flag => flag ? 1L : 0L,
        int number => (long)number,
        _ => form,
    };

    private static string TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Integer or ValueKind.UnsignedLong => "bigint",
        ValueKind.Real => "double precision",
        ValueKind.Boolean => "boolean",
        ValueKind.Bytes => "bytea",
        _ => Text,
    };

    private static NpgsqlDbType DbType(ValueKind kind) => kind switch
    {
        ValueKind.Integer or ValueKind.UnsignedLong => NpgsqlDbType.Bigint,
        ValueKind.Real => NpgsqlDbType.Double,
        ValueKind.Boolean => NpgsqlDbType.Boolean,
        ValueKind.Bytes => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.Text,
    };
}
