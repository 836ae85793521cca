using System.Linq.Expressions;

namespace SK.EmbeddingGemma.Filters;

/// <summary>Puts a value in the place of a parameter.</summary>
internal sealed class ParameterReplacement(ParameterExpression parameter, Expression value) : ExpressionVisitor
{
    /// <inheritdoc/>
    protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? value : node;
}
