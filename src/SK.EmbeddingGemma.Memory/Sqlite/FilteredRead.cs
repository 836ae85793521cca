using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Values;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Reads the records that a filter leaves, in an order that never changes between pages.</summary>
internal static class FilteredRead
{
    /// <summary>Reads them.</summary>
    public static List<TRecord> Run<TRecord>(
        SqliteSession session, CollectionLayout layout, CollectionModel model, Expression<Func<TRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<TRecord> options, bool includeVectors)
        where TRecord : class
    {
        var reader = new RecordReader<TRecord>(session, layout, model, includeVectors);
        var parameters = new SqlParameters(SqliteDialect.Instance);
        var condition = SqlCondition.From(layout, filter, parameters);
        using var rows = session.Compile(
            $"SELECT {reader.Columns} FROM {layout.Records} AS r WHERE {condition} ORDER BY {Order(layout, model, options)} LIMIT {parameters.Add((long)top)} OFFSET {parameters.Add((long)options.Skip)}");
        rows.Begin(parameters.Values);
        List<TRecord> records = [];
        while (rows.Step())
            records.Add(reader.Read(rows));
        return records;
    }

    private static string Order<TRecord>(CollectionLayout layout, CollectionModel model, FilteredRecordRetrievalOptions<TRecord> options)
        where TRecord : class
    {
        List<string> terms = [];
        foreach (var sort in options.OrderBy?.Invoke(new()).Values ?? [])
        {
            var property = model.GetDataOrKeyProperty(sort.PropertySelector);
            if (layout.ScalarOf(property) is not { Codec: ScalarCodec codec } column)
                throw new NotSupportedException($"Records cannot be ordered by property '{property.ModelName}': order by a key or data property that is no list.");
            terms.Add($"{codec.Comparable($"r.{column.Sql}")} {(sort.Ascending ? "ASC" : "DESC")}");
        }

        return string.Join(", ", [.. terms, "r._id"]);
    }
}
