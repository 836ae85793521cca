using System.Linq.Expressions;

namespace SK.EmbeddingGemma.Filters;

/// <summary>Translates the methods of texts. All compare by code points and tell upper from lower case.</summary>
/// <param name="comparison">Writes comparisons.</param>
/// <param name="operand">Reads a side of one.</param>
internal sealed class TextCalls(FilterComparison comparison, Func<Expression, FilterOperand> operand)
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
            nameof(string.Contains) => OfBoth(call, static (text, part) => $"instr({text}, {part}) > 0"),
            nameof(string.StartsWith) => OfBoth(call, static (text, part) => $"substr({Bytes(text)}, 1, length({Bytes(part)})) = {Bytes(part)}"),
            nameof(string.EndsWith) => OfBoth(call, static (text, part) => $"length({Bytes(text)}) >= length({Bytes(part)}) AND substr({Bytes(text)}, length({Bytes(text)}) - length({Bytes(part)}) + 1) = {Bytes(part)}"),
            nameof(Equals) => comparison.Compare(ExpressionType.Equal, operand(call.Object), operand(call.Arguments[0]), call),
            _ => null,
        };
    }

    /// <summary>As bytes, because the length of a text ends at U+0000.</summary>
    private static string Bytes(string text) => $"CAST({text} AS BLOB)";

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
