using System.Linq.Expressions;
using System.Reflection;

namespace SK.EmbeddingGemma.Filters;

/// <summary>Tells the parts of a filter that do not depend on the record, and evaluates them.</summary>
internal static class LocalValue
{
    /// <summary>Returns whether an expression uses none of the filter's parameters.</summary>
    public static bool Is(Expression expression)
    {
        var search = new ParameterSearch();
        search.Visit(expression);
        return !search.Found;
    }

    /// <summary>Gives the value of such an expression.</summary>
    public static object? Of(Expression expression)
    {
        switch (expression)
        {
            case ConstantExpression constant:
                return constant.Value;
            case MemberExpression { Member: FieldInfo field } member when member.Expression is null || Of(member.Expression) is not null:
                return field.GetValue(member.Expression is null ? null : Of(member.Expression));
            case UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert when convert.Type == typeof(object):
                return Of(convert.Operand);
            default:
                // Interpreted, not compiled: a filter runs once. But spans, of which C# makes calls of Contains on arrays, can only be compiled.
                return Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: !SpanSearch.FindsIn(expression))();
        }
    }

    private sealed class SpanSearch : ExpressionVisitor
    {
        private bool _found;

        public static bool FindsIn(Expression expression)
        {
            var search = new SpanSearch();
            search.Visit(expression);
            return search._found;
        }

        public override Expression? Visit(Expression? node)
        {
            _found |= node?.Type.IsByRefLike ?? false;
            return base.Visit(node);
        }
    }

    private sealed class ParameterSearch : ExpressionVisitor
    {
        private readonly HashSet<ParameterExpression> _own = [];

        public bool Found { get; private set; }

        protected override Expression VisitLambda<T>(Expression<T> node)
        {
            _own.UnionWith(node.Parameters);
            return base.VisitLambda(node);
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= !_own.Contains(node);
            return node;
        }
    }
}
