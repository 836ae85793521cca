namespace SK.EmbeddingGemma.Filters;

/// <summary>Collects the values of a statement, in the order of their numbers.</summary>
/// <param name="dialect">The SQL they are for.</param>
internal sealed class SqlParameters(SqlDialect dialect)
{
    private readonly List<object?> _values = [];

    /// <summary>Gets the SQL they are for.</summary>
    public SqlDialect Dialect { get; } = dialect;

    /// <summary>Gets the values, the first for the parameter of number 1.</summary>
    public object?[] Values => [.. _values];

    /// <summary>Adds a value in its stored form; returns the SQL that stands for it.</summary>
    public string Add(object? form)
    {
        _values.Add(form);
        return Dialect.Parameter(_values.Count);
    }
}
