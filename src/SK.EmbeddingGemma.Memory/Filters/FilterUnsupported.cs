using System.Linq.Expressions;

namespace SK.EmbeddingGemma.Filters;

/// <summary>Refuses parts of filters. Messages name the kind of a part and its members, never values.</summary>
internal static class FilterUnsupported
{
    /// <summary>Makes the exception for a part.</summary>
    public static NotSupportedException Part(Expression part, string way) => new($"The filter has {Describe(part)}, which cannot be searched for in the database: {way}.");

    private static string Describe(Expression part) => part switch
    {
        MethodCallExpression call => $"a call of '{call.Method.DeclaringType?.Name}.{call.Method.Name}'",
        MemberExpression member => $"the member '{member.Member.DeclaringType?.Name}.{member.Member.Name}'",
        _ => $"an expression of kind '{part.NodeType}'",
    };
}
