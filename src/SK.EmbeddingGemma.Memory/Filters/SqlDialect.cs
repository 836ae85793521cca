using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Filters;

/// <summary>What differs between databases in the SQL of a filter. Operands are SQL themselves.</summary>
internal abstract class SqlDialect
{
    /// <summary>Writes a condition that always or never holds.</summary>
    public abstract string Constant(bool value);

    /// <summary>Writes what stands for the value of a number, counted from 1.</summary>
    public abstract string Parameter(int number);

    /// <summary>Writes that a Boolean is there and true.</summary>
    public abstract string IsTrue(string sql);

    /// <summary>Writes that two operands are the same, or not, where NULL is the same as NULL.</summary>
    public abstract string Same(string one, string other, bool negated);

    /// <summary>Writes that a floating-point number is there and a number.</summary>
    public abstract string IsNumber(string sql);

    /// <summary>Writes a table of the elements of a list, whose column is <c>value</c>.</summary>
    public abstract string Elements(string list, string alias);

    /// <summary>Writes the number of elements of a list.</summary>
    public abstract string Count(string list);

    /// <summary>Writes that an operand is among values.</summary>
    public abstract string Among(ScalarCodec codec, string sql, IReadOnlyList<object?> forms, SqlParameters parameters);

    /// <summary>Gives the form of one value for a parameter, from the form that all stores share.</summary>
    public abstract object Form(ValueKind kind, object form);

    /// <summary>Gives the form of a list for a parameter.</summary>
    public abstract object Form(ListCodec codec, object value);

    /// <summary>Writes that a text has a part.</summary>
    public abstract string Contains(string text, string part);

    /// <summary>Writes that a text starts with a part.</summary>
    public abstract string StartsWith(string text, string part);

    /// <summary>Writes that a text ends with a part.</summary>
    public abstract string EndsWith(string text, string part);
}
