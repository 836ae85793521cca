using System.Linq.Expressions;

namespace SK.EmbeddingGemma.Filters;

/// <summary>Translates the methods of texts. All compare by code points and tell upper from lower case.</summary>
/// <param name="comparison">Writes comparisons.</param>
/// <param name="dialect">Writes what differs between databases.</param>
/// <param name="operand">Reads a side of one.</param>
internal sealed class TextCalls(FilterComparison comparison, SqlDialect dialect, Func<Expression, FilterOperand> operand)
{
    /// <summary>Translates a call; <see langword="null"/> for another method.</summary>
    public string? Translate(MethodCallExpression call)
    {
        if (call.Arguments.Any(argument => argument.Type == typeof(StringComparison) && LocalValue.Of(argument) is not StringComparison.Ordinal))
            throw FilterUnsupported.Part(call, "texts are compared with StringComparison.Ordinal only");
        if (call.Object is null)
            return Static(call);

        return call.Method.Name switch
        {
            nameof(string.Contains) => OfBoth(call, dialect.Contains),
            nameof(string.StartsWith) => OfBoth(call, dialect.StartsWith),
            nameof(string.EndsWith) => OfBoth(call, dialect.EndsWith),
            nameof(Equals) => comparison.Compare(ExpressionType.Equal, operand(call.Object), operand(call.Arguments[0]), call),
            _ => null,
        };
    }

    private string? Static(MethodCallExpression call) => call.Method.Name switch
    {
        nameof(string.IsNullOrEmpty) when operand(call.Arguments[0]).Sql is { } sql => $"({sql} IS NULL OR {sql} = '')",
        nameof(Equals) => comparison.Compare(ExpressionType.Equal, operand(call.Arguments[0]), operand(call.Arguments[1]), call),
        _ => null,
    };

    private string OfBoth(MethodCallExpression call, Func<string, string, string> write)
    {
        var (text, part) = (comparison.Text(operand(call.Object!), call), comparison.Text(operand(call.Arguments[0]), call));
        return $"({text} IS NOT NULL AND {part} IS NOT NULL AND {write(text, part)})";
    }
}
