using System.Globalization;

namespace SK.EmbeddingGemma.Filters;

/// <summary>Collects the values of a statement, in the order of their numbers.</summary>
internal sealed class SqlParameters
{
    private readonly List<object?> _values = [];

    /// <summary>Gets the values, the first for <c>?1</c>.</summary>
    public object?[] Values => [.. _values];

    /// <summary>Adds a value in its stored form; returns the SQL that stands for it.</summary>
    public string Add(object? form)
    {
        _values.Add(form);
        return string.Create(CultureInfo.InvariantCulture, $"?{_values.Count}");
    }
}
