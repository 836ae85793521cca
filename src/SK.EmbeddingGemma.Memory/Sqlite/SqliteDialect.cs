using System.Globalization;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Filters in the SQL of SQLite. Lists are arrays in JSON.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    private const int MostParameters = 500;

    private SqliteDialect()
    {
    }

    /// <summary>Gets the dialect.</summary>
    public static SqliteDialect Instance { get; } = new();

    /// <inheritdoc/>
    public override string Constant(bool value) => value ? "1" : "0";

    /// <inheritdoc/>
    public override string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"?{number}");

    /// <inheritdoc/>
    public override string IsTrue(string sql) => $"({sql} IS 1)";

    /// <inheritdoc/>
    public override string Same(string one, string other, bool negated) => $"({one} IS {(negated ? "NOT " : "")}{other})";

    /// <inheritdoc/>
    /// <remarks>"Not a number" is stored as a text, which the database takes for more than any number.</remarks>
    public override string IsNumber(string sql) => $"typeof({sql}) IN ('real', 'integer')";

    /// <inheritdoc/>
    public override string Elements(string list, string alias) => $"json_each({list}) AS {alias}";

    /// <inheritdoc/>
    public override string Count(string list) => $"json_array_length({list})";

    /// <inheritdoc/>
    public override string Among(ScalarCodec codec, string sql, IReadOnlyList<object?> forms, SqlParameters parameters)
    {
        var list = forms.Count > MostParameters
            ? $"SELECT value FROM json_each({parameters.Add(ListCodec.Write(forms))})"
            : string.Join(", ", forms.Select(parameters.Add));
        return $"{sql} IN ({list})";
    }

    /// <inheritdoc/>
    public override object Form(ValueKind kind, object form) => form;

    /// <inheritdoc/>
    public override object Form(ListCodec codec, object value) => codec.Encode(value);

    /// <inheritdoc/>
    public override string Contains(string text, string part) => $"instr({text}, {part}) > 0";

    /// <inheritdoc/>
    public override string StartsWith(string text, string part) => $"substr({Bytes(text)}, 1, length({Bytes(part)})) = {Bytes(part)}";

    /// <inheritdoc/>
    public override string EndsWith(string text, string part) =>
        $"length({Bytes(text)}) >= length({Bytes(part)}) AND substr({Bytes(text)}, length({Bytes(text)}) - length({Bytes(part)}) + 1) = {Bytes(part)}";

    /// <summary>As bytes, because the length of a text ends at U+0000.</summary>
    private static string Bytes(string text) => $"CAST({text} AS BLOB)";
}
