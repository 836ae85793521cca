using System.Collections;
using System.Linq.Expressions;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Filters;

/// <summary>Writes comparisons as SQL that is always true or false, as in C#, never NULL: so it can be negated.</summary>
internal sealed class FilterComparison(SqlParameters parameters)
{
    /// <summary>Compares two operands of which at least one is not known.</summary>
    public string Compare(ExpressionType type, FilterOperand left, FilterOperand right, Expression part)
    {
        if (left.IsKnown)
            return Compare(Mirrored(type), right, left, part);
        if (type is ExpressionType.Equal or ExpressionType.NotEqual)
            return Equal(left, right, negated: type is ExpressionType.NotEqual, part);

        var sign = type switch
        {
            ExpressionType.LessThan => "<",
            ExpressionType.LessThanOrEqual => "<=",
            ExpressionType.GreaterThan => ">",
            _ => ">=",
        };
        if (right.IsKnown && right.Value is null or double.NaN or float.NaN)
            return parameters.Dialect.Constant(value: false);
        var (one, other) = Sides(left, right, part);
        return $"({Ordered(left, one)} AND {(right.IsKnown ? "" : $"{Ordered(right, other)} AND ")}{one} {sign} {other})";
    }

    /// <summary>Tells whether an operand is among known values.</summary>
    public string In(FilterOperand item, IEnumerable values, Expression part)
    {
        List<object?> forms = [];
        var hasNull = false;
        foreach (var value in values)
        {
            if (value is null)
                hasNull = true;
            else if (value is not (double.NaN or float.NaN) || item.Scalar.Kind == ValueKind.Real) // Contains finds "not a number", where == does not
                forms.Add(Comparand(item, value, part));
        }

        var sql = item.Scalar.Comparable(item.Sql!);
        var among = forms.Count == 0 ? parameters.Dialect.Constant(value: false) : $"({item.Sql} IS NOT NULL AND {parameters.Dialect.Among(item.Scalar, sql, forms, parameters)})";
        return hasNull ? $"({item.Sql} IS NULL OR {among})" : among;
    }

    /// <summary>Gives the SQL of an operand as text, for functions on texts.</summary>
    public string Text(FilterOperand operand, Expression part)
    {
        if (operand.IsKnown && operand.Value is string or char)
            return parameters.Add(parameters.Dialect.Form(ValueKind.Text, UnicodeText.Checked(operand.Value.ToString()!, "A text in a filter")));
        return operand.Codec is { Kind: ValueKind.Text } ? operand.Sql! : throw FilterUnsupported.Part(part, "use it on texts that are not null");
    }

    private static ExpressionType Mirrored(ExpressionType type) => type switch
    {
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        _ => type,
    };

    /// <summary>"Not a number" is neither less nor more than a number.</summary>
    private string Ordered(FilterOperand operand, string sql) =>
        operand.Codec!.Kind == ValueKind.Real ? parameters.Dialect.IsNumber(sql) : $"{operand.Sql} IS NOT NULL";

    private string Equal(FilterOperand left, FilterOperand right, bool negated, Expression part)
    {
        if (right is { IsKnown: true, Value: null })
            return negated ? $"({left.Sql} IS NOT NULL)" : $"({left.Sql} IS NULL)";
        if (right is { IsKnown: true, Value: double.NaN or float.NaN })
            return parameters.Dialect.Constant(negated);
        if (right.IsKnown && left.Codec is ListCodec list)
            return parameters.Dialect.Same(left.Sql!, parameters.Add(EncodeList(list, right.Value!, part)), negated);
        var (one, other) = Sides(left, right, part);
        return parameters.Dialect.Same(one, other, negated);
    }

    private (string One, string Other) Sides(FilterOperand left, FilterOperand right, Expression part)
    {
        var one = left.Scalar.Comparable(left.Sql!);
        if (right.IsKnown)
            return (one, parameters.Add(parameters.Dialect.Form(left.Scalar.Kind, Comparand(left, right.Value!, part))));
        return AreComparable(left.Scalar.Kind, right.Scalar.Kind)
            ? (one, right.Scalar.Comparable(right.Sql!))
            : throw FilterUnsupported.Part(part, $"{left.Scalar.Name} and {right.Scalar.Name} are stored in forms that do not compare, so give both properties one type");
    }

    private object EncodeList(ListCodec list, object value, Expression part) =>
        ColumnCodec.For(value.GetType()) is ListCodec given && given.Name == list.Name ? parameters.Dialect.Form(given, value) : throw FilterUnsupported.Part(part, "compare with a list of the same type");

    private static object Comparand(FilterOperand operand, object value, Expression part)
    {
        var codec = ScalarCodecs.Find(value.GetType());
        var kind = operand.Scalar.Kind;
        if (codec is not null && AreComparable(kind, codec.Kind))
            return codec.EncodeComparand(value);
        if (kind is ValueKind.Integer or ValueKind.Real && value is ulong unsigned)
            return unsigned <= long.MaxValue ? (long)unsigned : (object)(double)unsigned;
        if (kind is ValueKind.Integer && value is decimal number && decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue)
            return (long)number;
        throw FilterUnsupported.Part(part, $"compare a property of type {operand.Scalar.Name} with a value of that type, not of '{value.GetType().Name}'");
    }

    private static bool AreComparable(ValueKind one, ValueKind other) =>
        one == other || (one is ValueKind.Integer or ValueKind.Real && other is ValueKind.Integer or ValueKind.Real);
}
