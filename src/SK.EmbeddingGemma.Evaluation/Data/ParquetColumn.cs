using System.Globalization;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace SK.EmbeddingGemma.Data;

/// <summary>Reads a column of a Parquet file, whose values come with the levels at which they are defined and repeated.</summary>
internal static class ParquetColumn
{
    /// <summary>Returns whether a column is a plain one, or a list of plain values.</summary>
    public static bool IsSupported(DataField field) =>
        (field.Path.Length == 1 || (field.MaxRepetitionLevel == 1 && field.Path.Length <= 3))
        && field.ClrType is var type && (type == typeof(ReadOnlyMemory<char>) || type == typeof(string) || type == typeof(long) || type == typeof(int) || type == typeof(short)
            || type == typeof(byte) || type == typeof(float) || type == typeof(double) || type == typeof(bool));

    /// <summary>Reads the cells of a row group.</summary>
    public static async Task<List<object?>> ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        using var raw = await group.ReadRawColumnDataBaseAsync(field, cancellationToken).ConfigureAwait(false);
        var values = Values(raw);
        var defined = field.MaxDefinitionLevel > 0 ? raw.DefinitionLevels.ToArray() : null;
        if (field.MaxRepetitionLevel == 0)
            return Spread(values, defined, field.MaxDefinitionLevel);
        return Lists(Spread(values, defined, field.MaxDefinitionLevel), raw.RepetitionLevels.ToArray(), defined, field.MaxDefinitionLevel - (field.IsNullable ? 1 : 0));
    }

    private static List<object?> Values(RawColumnData raw) => raw switch
    {
        RawColumnData<ReadOnlyMemory<char>> texts => [.. texts.Values.ToArray().Select(text => (object?)text.ToString())],
        RawColumnData<long> numbers => Numbers(numbers),
        RawColumnData<int> numbers => Numbers(numbers),
        RawColumnData<short> numbers => Numbers(numbers),
        RawColumnData<byte> numbers => Numbers(numbers),
        RawColumnData<float> numbers => Numbers(numbers),
        RawColumnData<double> numbers => Numbers(numbers),
        RawColumnData<bool> flags => [.. flags.Values.ToArray().Select(flag => (object?)(flag ? 1.0 : 0.0))],
        _ => throw new InvalidDataException($"A column has values of the kind {raw.GetType().Name}, which no layout has."),
    };

    private static List<object?> Numbers<T>(RawColumnData<T> raw)
        where T : struct, IConvertible => [.. raw.Values.ToArray().Select(number => (object?)number.ToDouble(CultureInfo.InvariantCulture))];

    // Values are there only where they are defined.
    private static List<object?> Spread(List<object?> values, int[]? defined, int whole)
    {
        if (defined is null)
            return values;

        var next = 0;
        return [.. defined.Select(level => level == whole ? values[next++] : null)];
    }

    private static List<object?> Lists(List<object?> values, int[] repeated, int[]? defined, int inList)
    {
        var lists = new List<object?>();
        for (var i = 0; i < repeated.Length; i++)
        {
            if (repeated[i] == 0)
                lists.Add(new List<object?>());
            if (defined is null || defined[i] >= inList)
                ((List<object?>)lists[^1]!).Add(values[i]);
        }

        return lists;
    }
}
