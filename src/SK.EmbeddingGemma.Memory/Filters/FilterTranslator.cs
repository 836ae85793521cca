using System.Collections;
using System.Linq.Expressions;
using Microsoft.Extensions.VectorData.ProviderServices.Filter;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Filters;

/// <summary>
/// Translates a filter into a condition in SQL, with every value as a parameter. Conditions are true or false where C# says so, whatever is null. Serves one
/// statement.
/// </summary>
/// <param name="columns">The columns, by the name of the property.</param>
/// <param name="parameters">Takes the values.</param>
internal sealed class FilterTranslator(IReadOnlyDictionary<string, FilterColumn> columns, SqlParameters parameters) : FilterTranslatorBase
{
    private readonly FilterComparison _comparison = new(parameters);
    private readonly Dictionary<ParameterExpression, FilterOperand> _elements = [];
    private ParameterExpression? _record;

    /// <summary>Translates a filter.</summary>
    /// <exception cref="NotSupportedException">A part has no translation; the message names it.</exception>
    /// <exception cref="InvalidOperationException">It names a property that there is not.</exception>
    public string Translate(LambdaExpression filter)
    {
        _record = filter.Parameters[0];
        return Condition(filter.Body);
    }

    private string Condition(Expression node)
    {
        if (LocalValue.Is(node))
            return parameters.Dialect.Constant(LocalValue.Of(node) is true);
        return node switch
        {
            BinaryExpression binary => Binary(binary),
            UnaryExpression { NodeType: ExpressionType.Not } not when not.Type == typeof(bool) => $"(NOT {Condition(not.Operand)})",
            MethodCallExpression call when Call(call) is { } sql => sql,
            MemberExpression { Member.Name: "HasValue", Expression: { } nullable } => $"({Operand(nullable).Sql} IS NOT NULL)",
            ConditionalExpression choice => $"(CASE WHEN {Condition(choice.Test)} THEN {Condition(choice.IfTrue)} ELSE {Condition(choice.IfFalse)} END)",
            _ => TryOperand(node) is { Codec.Kind: ValueKind.Boolean } flag ? parameters.Dialect.IsTrue(flag.Sql!) : throw FilterUnsupported.Part(node, "write the condition in another way"),
        };
    }

    private string Binary(BinaryExpression node)
    {
        switch (node.NodeType)
        {
            case ExpressionType.AndAlso or ExpressionType.And when node.Type == typeof(bool):
                return $"({Condition(node.Left)} AND {Condition(node.Right)})";
            case ExpressionType.OrElse or ExpressionType.Or when node.Type == typeof(bool):
                return $"({Condition(node.Left)} OR {Condition(node.Right)})";
            case ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.LessThan or ExpressionType.LessThanOrEqual or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual:
                var (left, right) = (TryOperand(node.Left), TryOperand(node.Right));
                if (left is not null && right is not null)
                    return _comparison.Compare(node.NodeType, left, right, node);
                if (node.Left.Type == typeof(bool) && node.NodeType is ExpressionType.Equal or ExpressionType.NotEqual)
                    return $"({Condition(node.Left)} {(node.NodeType == ExpressionType.Equal ? "=" : "<>")} {Condition(node.Right)})";
                throw FilterUnsupported.Part(left is null ? node.Left : node.Right, "compare a property with a value");
            case ExpressionType.ExclusiveOr when node.Type == typeof(bool):
                return $"({Condition(node.Left)} <> {Condition(node.Right)})";
            default:
                return TryOperand(node) is { Codec.Kind: ValueKind.Boolean } flag ? parameters.Dialect.IsTrue(flag.Sql!) : throw FilterUnsupported.Part(node, "combine conditions with &&, || and !");
        }
    }

    private string? Call(MethodCallExpression call)
    {
        if (call.Method.DeclaringType == typeof(string) && new TextCalls(_comparison, parameters.Dialect, Operand).Translate(call) is { } text)
            return text;
        if (TryMatchContains(call, out var source, out var item) || TryMatchInstanceContains(call, out source, out item))
            return Contains(source, item, call);
        if (call.Method.DeclaringType == typeof(Enumerable) && call.Method.Name is nameof(Enumerable.Any) or nameof(Enumerable.All))
            return Quantified(call);
        if (call.Method.Name == nameof(Equals) && (call.Object is { } self ? [self, .. call.Arguments] : call.Arguments) is [var left, var right])
            return _comparison.Compare(ExpressionType.Equal, Operand(left), Operand(right), call);
        return TryOperand(call) is { Codec.Kind: ValueKind.Boolean } flag ? parameters.Dialect.IsTrue(flag.Sql!) : throw FilterUnsupported.Part(call, "only calls of Contains, Any, All, Equals, StartsWith and EndsWith can be");
    }

    /// <summary>Finds sets and interfaces of collections, which are searched like arrays.</summary>
    private static bool TryMatchInstanceContains(MethodCallExpression call, out Expression source, out Expression item)
    {
        var matches = call is { Method.Name: nameof(Enumerable.Contains), Object: not null, Arguments.Count: 1 } && typeof(IEnumerable).IsAssignableFrom(call.Object.Type);
        source = matches ? call.Object! : call;
        item = matches ? call.Arguments[0] : call;
        return matches;
    }

    private string Contains(Expression source, Expression item, MethodCallExpression call)
    {
        var wanted = Operand(item);
        if (LocalValue.Is(source))
        {
            var values = LocalValue.Of(source) as IEnumerable ?? throw FilterUnsupported.Part(call, "the list to search in must not be null");
            return _comparison.In(wanted, values, call);
        }

        var (list, alias, element) = Element(source, call);
        return $"EXISTS (SELECT 1 FROM {parameters.Dialect.Elements(list.Sql!, alias)} WHERE {_comparison.Compare(ExpressionType.Equal, element, wanted, call)})";
    }

    private string Quantified(MethodCallExpression call)
    {
        var isAny = call.Method.Name == nameof(Enumerable.Any);
        var predicate = call.Arguments.Count == 2 ? (LambdaExpression)Unquoted(call.Arguments[1]) : null;
        if (LocalValue.Is(call.Arguments[0]))
            return QuantifiedLocally(call, predicate, isAny);

        var (list, alias, element) = Element(call.Arguments[0], call);
        if (predicate is null)
            return $"EXISTS (SELECT 1 FROM {parameters.Dialect.Elements(list.Sql!, alias)})";
        _elements[predicate.Parameters[0]] = element;
        var condition = Condition(predicate.Body);
        _elements.Remove(predicate.Parameters[0]);
        return isAny
            ? $"EXISTS (SELECT 1 FROM {parameters.Dialect.Elements(list.Sql!, alias)} WHERE {condition})"
            : $"({list.Sql} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parameters.Dialect.Elements(list.Sql!, alias)} WHERE NOT {condition}))";
    }

    private string QuantifiedLocally(MethodCallExpression call, LambdaExpression? predicate, bool isAny)
    {
        if (predicate is null || LocalValue.Of(call.Arguments[0]) is not IEnumerable values)
            throw FilterUnsupported.Part(call, "the list to search in must not be null");

        List<string> conditions = [parameters.Dialect.Constant(!isAny)];
        foreach (var value in values)
        {
            var body = new ParameterReplacement(predicate.Parameters[0], Expression.Constant(value, predicate.Parameters[0].Type)).Visit(predicate.Body);
            conditions.Add(Condition(body));
        }

        return $"({string.Join(isAny ? " OR " : " AND ", conditions)})";
    }

    private (FilterOperand List, string Alias, FilterOperand Element) Element(Expression source, Expression part)
    {
        if (TryOperand(source) is not { Codec: ListCodec codec } list)
            throw FilterUnsupported.Part(part, "search in a property that is a list, or in a list of values");
        var alias = FormattableString.Invariant($"e{_elements.Count}");
        return (list, alias, new($"{alias}.value", codec.Element, null));
    }

    private FilterOperand Operand(Expression node) => TryOperand(node) ?? throw FilterUnsupported.Part(node, "compare a property with a value");

    private FilterOperand? TryOperand(Expression node)
    {
        if (LocalValue.Is(node))
            return FilterOperand.Known(LocalValue.Of(node));
        return node switch
        {
            UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert => Converted(convert),
            MemberExpression { Member.Name: "Value", Expression: { } nullable } when Nullable.GetUnderlyingType(nullable.Type) is not null => TryOperand(nullable),
            MemberExpression { Member.Name: "Count" or "Length", Expression: { } list } when list != _record && TryOperand(list) is { Codec: ListCodec } counted => Count(counted),
            UnaryExpression { NodeType: ExpressionType.ArrayLength } length when TryOperand(length.Operand) is { Codec: ListCodec } counted => Count(counted),
            MemberExpression member when member.Expression == _record => Property(member.Member.Name),
            MethodCallExpression { Method.Name: "get_Item", Arguments: [var key] } item when item.Object == _record && LocalValue.Is(key) => Property((string)LocalValue.Of(key)!),
            ParameterExpression parameter => _elements.GetValueOrDefault(parameter),
            BinaryExpression { NodeType: ExpressionType.Coalesce } coalesce => Coalesced(coalesce),
            _ => null,
        };
    }

    private FilterOperand Count(FilterOperand list) => new(parameters.Dialect.Count(list.Sql!), ScalarCodecs.Find(typeof(int)), null);

    private FilterOperand? Coalesced(BinaryExpression node)
    {
        if (TryOperand(node.Left) is not { Codec: ScalarCodec codec } left || TryOperand(node.Right) is not { } right)
            return null;
        if (right.IsKnown)
            return right.Value?.GetType() is { } type && ScalarCodecs.Find(type) is { } same && same.Kind == codec.Kind ? new($"coalesce({left.Sql}, {parameters.Add(parameters.Dialect.Form(codec.Kind, codec.Encode(right.Value)))})", codec, null) : null;
        return right.Codec?.Kind == codec.Kind ? new($"coalesce({left.Sql}, {right.Sql})", codec, null) : null;
    }

    /// <summary>Takes conversions that do not change the value: to a wider number, to nullable, to object and back.</summary>
    private FilterOperand? Converted(UnaryExpression node)
    {
        if (TryOperand(node.Operand) is not { } operand)
            return null;
        var target = Nullable.GetUnderlyingType(node.Type) ?? node.Type;
        if (target == typeof(object) || operand.Codec is null or ListCodec || ScalarCodecs.Find(target) is not { } codec || codec.Kind == operand.Codec.Kind)
            return operand;
        if (operand.Codec.Kind is ValueKind.Integer && codec.Kind is ValueKind.Real or ValueKind.UnsignedLong or ValueKind.Decimal)
            return operand;
        throw new InvalidCastException($"A property of type {operand.Codec.Name} is cast to '{target.Name}' in the filter: cast it to its own type.");
    }

    private FilterOperand Property(string name) => columns.TryGetValue(name, out var column)
        ? new(column.Sql, column.Codec, null)
        : throw new InvalidOperationException($"The filter names the property '{name}', which is no key or data property of the record: name one of {string.Join(", ", columns.Keys)}.");

    private static Expression Unquoted(Expression node) => node is UnaryExpression { NodeType: ExpressionType.Quote } quote ? quote.Operand : node;
}
