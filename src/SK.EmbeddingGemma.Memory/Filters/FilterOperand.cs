using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Filters;

/// <summary>One side of a comparison: a column, an element of a list, or a value that is known.</summary>
/// <param name="Sql">The SQL of the stored form; <see langword="null"/> for a known value.</param>
/// <param name="Codec">How values are stored; <see langword="null"/> for a known value.</param>
/// <param name="Value">The known value.</param>
internal sealed record FilterOperand(string? Sql, ColumnCodec? Codec, object? Value)
{
    /// <summary>Gets whether the value is known.</summary>
    public bool IsKnown => Sql is null;

    /// <summary>Gets the codec of a single value.</summary>
    /// <exception cref="NotSupportedException">It is a list.</exception>
    public ScalarCodec Scalar => Codec as ScalarCodec ?? throw new NotSupportedException("A list cannot be compared as a whole in a filter: use Contains or Any.");

    /// <summary>Makes one for a value that is known.</summary>
    public static FilterOperand Known(object? value) => new(null, null, value);
}
