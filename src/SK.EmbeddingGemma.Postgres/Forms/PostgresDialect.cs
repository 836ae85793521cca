using System.Globalization;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Forms;

/// <summary>Filters in the SQL of PostgreSQL.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    private PostgresDialect()
    {
    }

    /// <summary>Gets the dialect.</summary>
    public static PostgresDialect Instance { get; } = new();

    public override string Constant(bool value) => value ? "TRUE" : "FALSE";

    public override string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"${number}");

    public override string IsTrue(string sql) => $"({sql} IS TRUE)";

    public override string Same(string one, string other, bool negated) => $"({one} IS {(negated ? "" : "NOT ")}DISTINCT FROM {other})";

    public override string IsNumber(string sql) => $"({sql} IS NOT NULL AND {sql} <> 'NaN'::double precision)";

    public override string Elements(string list, string alias) => $"unnest({list}) AS {alias}(value)";

    public override string Count(string list) => $"cardinality({list})";

    public override string Among(ScalarCodec codec, string sql, IReadOnlyList<object?> forms, SqlParameters parameters) => $"{sql} = ANY ({parameters.Add(PostgresForm.Array(codec.Kind, forms))})";

    public override object Form(ValueKind kind, object form) => PostgresForm.From(kind, form);

    public override object Form(ListCodec codec, object value) => PostgresForm.Encode(codec, value);

    public override string Contains(string text, string part) => $"strpos({text}, {part}) > 0";

    public override string StartsWith(string text, string part) => $"starts_with({text}, {part})";

    public override string EndsWith(string text, string part) => $"right({text}, length({part})) = {part}";
}
