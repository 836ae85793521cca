using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What the results of a command look like, in a table and as JSON.</summary>
internal sealed record ResultLayout<T>
{
    /// <summary>Gets the columns of the table.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Gets what makes rows of a result, a cell for each column.</summary>
    public required Func<T, IEnumerable<string[]>> Rows { get; init; }

    /// <summary>Gets what writes a result as one JSON value.</summary>
    public required Action<Utf8JsonWriter, T> WriteJson { get; init; }

    /// <summary>Gets whether there is exactly one result, which JSON needs no array for.</summary>
    public bool IsSingle { get; init; }
}
