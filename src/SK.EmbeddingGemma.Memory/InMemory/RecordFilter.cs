using System.Collections;
using System.Linq.Expressions;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>
/// Compiles a filter as C# means it, with two liberties that a search wants: what asks something of an absent value holds for no record instead of throwing, and values of
/// dynamic records, arrays and lists are compared by content, not as objects.
/// </summary>
internal sealed class RecordFilter : ExpressionVisitor
{
    private static readonly Func<object?, object?, bool> EqualValues = AreEqual;

    private readonly CollectionModel _model;
    private readonly ParameterExpression _record;

    private RecordFilter(CollectionModel model, ParameterExpression record)
    {
        _model = model;
        _record = record;
    }

    /// <summary>Returns the filter as a function of a record with key and data.</summary>
    /// <exception cref="InvalidOperationException">The filter is about something that records do not have.</exception>
    public static Func<TRecord, bool> Compile<TRecord>(LambdaExpression filter, CollectionModel model)
    {
        var body = new RecordFilter(model, filter.Parameters[0]).Visit(filter.Body);
        return Expression.Lambda<Func<TRecord, bool>>(body, filter.Parameters[0]).Compile();
    }

    /// <inheritdoc/>
    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression == _record)
            ThrowIfUnknown(node.Member.Name);
        return base.VisitMember(node);
    }

    /// <inheritdoc/>
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (IsDynamicValue(node))
        {
            var name = Expression.Lambda<Func<string>>(node.Arguments[0]).Compile()();
            ThrowIfUnknown(name);
            return node.Update(node.Object, [Expression.Constant(name)]);
        }

        var call = base.VisitMethodCall(node);
        return call.Type == typeof(bool) ? Guard(call, node.Object is { } owner ? [owner] : TakesNull(node) ? [] : node.Arguments.Take(1), whenAbsent: false, node.Arguments.Concat([node.Object!])) : call;
    }

    /// <inheritdoc/>
    protected override Expression VisitUnary(UnaryExpression node)
    {
        var visited = base.VisitUnary(node);
        return node.NodeType == ExpressionType.Convert && node.Type == typeof(bool) && IsDynamicValue(node.Operand) ? Guard(visited, [], whenAbsent: false, [node]) : visited;
    }

    /// <inheritdoc/>
    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.NodeType is ExpressionType.AndAlso or ExpressionType.OrElse || node.Type != typeof(bool))
            return base.VisitBinary(node);

        var (left, right) = (Visit(node.Left), Visit(node.Right));
        var isEquality = node.NodeType is ExpressionType.Equal or ExpressionType.NotEqual;
        Expression compared = isEquality && (IsComparedByContent(left.Type) || IsComparedByContent(right.Type))
            ? CompareValues(node.NodeType, left, right)
            : node.Update(left, node.Conversion, right);
        return Guard(compared, [], whenAbsent: node.NodeType == ExpressionType.NotEqual, [node.Left, node.Right]);
    }

    private static bool IsComparedByContent(Type type) => type == typeof(object) || (type != typeof(string) && typeof(IList).IsAssignableFrom(type));

    private static bool AreEqual(object? left, object? right) =>
        left is IList items && right is IList others ? items.Cast<object?>().SequenceEqual(others.Cast<object?>()) : Equals(left, right);

    private static Expression CompareValues(ExpressionType type, Expression left, Expression right)
    {
        var equal = Expression.Call(EqualValues.Method, Expression.Convert(left, typeof(object)), Expression.Convert(right, typeof(object)));
        return type == ExpressionType.Equal ? equal : Expression.Not(equal);
    }

    /// <summary>Evaluates a condition only where the values that it needs are there.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="receivers">What must not be <see langword="null"/> if it comes from the record.</param>
    /// <param name="whenAbsent">The result otherwise.</param>
    /// <param name="parts">Where to look for values that it needs.</param>
    private Expression Guard(Expression condition, IEnumerable<Expression> receivers, bool whenAbsent, IEnumerable<Expression?> parts)
    {
        var needing = new NeededValues(this);
        foreach (var part in parts)
            needing.Visit(part);

        var needed = needing.Found.Concat(receivers.Select(Unwrap).Where(IsNullableMember)).Select(Visit).Distinct().ToList();
        return needed.Aggregate(condition, (current, value) =>
        {
            var isAbsent = Expression.Equal(value!, Expression.Constant(null, value!.Type));
            return whenAbsent ? Expression.OrElse(isAbsent, current) : Expression.AndAlso(Expression.Not(isAbsent), current);
        });
    }

    /// <summary>Static methods of texts and objects, such as <see cref="string.IsNullOrEmpty"/>, have an answer where a value is absent; those of lists have none.</summary>
    private static bool TakesNull(MethodCallExpression node) => node.Method.DeclaringType == typeof(string) || node.Method.DeclaringType == typeof(object);

    private static Expression Unwrap(Expression node) => node is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } unary ? Unwrap(unary.Operand) : node;

    private bool IsNullableMember(Expression node) =>
        IsDynamicValue(node) || (node is MemberExpression member && member.Expression == _record && (!member.Type.IsValueType || Nullable.GetUnderlyingType(member.Type) is not null));

    private bool IsDynamicValue(Expression node) => node is MethodCallExpression { Method.Name: "get_Item" } call && call.Object == _record;

    private void ThrowIfUnknown(string name)
    {
        if (!_model.PropertyMap.TryGetValue(name, out var property) || property is VectorPropertyModel)
            throw new InvalidOperationException($"The filter uses '{name}', which is no key or data property: use one of {string.Join(", ", _model.KeyProperties.Cast<PropertyModel>().Concat(_model.DataProperties).Select(known => $"'{known.ModelName}'"))}.");
    }

    /// <summary>Finds what fails where a value is absent: unboxing one, or asking a member or a method of it.</summary>
    private sealed class NeededValues(RecordFilter filter) : ExpressionVisitor
    {
        public List<Expression> Found { get; } = [];

        protected override Expression VisitUnary(UnaryExpression node)
        {
            if (node.NodeType == ExpressionType.Convert && node.Type.IsValueType && Nullable.GetUnderlyingType(node.Type) is null)
                Add(node.Operand);
            return base.VisitUnary(node);
        }

        protected override Expression VisitMember(MemberExpression node)
        {
            if (node.Expression is { } owner && node.Member.Name != nameof(Nullable<>.HasValue))
                Add(owner);
            return base.VisitMember(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Object is { } owner)
                Add(owner);
            return base.VisitMethodCall(node);
        }

        private void Add(Expression value)
        {
            if (filter.IsNullableMember(Unwrap(value)))
                Found.Add(Unwrap(value));
        }
    }
}
