using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Forms;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Rows;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Searching;

/// <summary>Finds the nearest vectors: in the database where it has pgvector, and here where it has not.</summary>
internal sealed class VectorScan(PostgresSession session, CollectionLayout layout, VectorColumn column)
{
    /// <summary>Gives the numbers of the nearest records, the best first.</summary>
    public Task<List<ScoredItem<long>>> FindAsync(ReadOnlyMemory<float> query, int count, double? threshold, LambdaExpression? filter) =>
        column.Format == PostgresVectorFormat.Pgvector ? FindThereAsync(query, count, threshold, filter) : FindHereAsync(query, count, threshold, filter);

    private async Task<List<ScoredItem<long>>> FindThereAsync(ReadOnlyMemory<float> query, int count, double? threshold, LambdaExpression? filter)
    {
        var pgvector = PgvectorOperator.For(column.Measure);
        var parameters = new SqlParameters(PostgresDialect.Instance);
        var distance = $"r.{column.Sql} {pgvector.Sql} {column.Stored(parameters.Add(query.ToArray()))}";
        var condition = SqlCondition.From(layout, filter, parameters);
        var sql = $"SELECT r._id, {distance} FROM {layout.Table} AS r WHERE r.{column.Sql} IS NOT NULL AND {condition} ORDER BY {distance}, r._id LIMIT {parameters.Add((long)count)}";
        if (column.Property.IndexKind == IndexKind.Hnsw)
            await PgvectorIndex.PrepareAsync(session, count).ConfigureAwait(false);
        var found = await session.ListAsync(sql, parameters.Values, static row => (Id: row.GetInt64(0), Distance: row.GetDouble(1))).ConfigureAwait(false);
        var scored = found.Select(item => new ScoredItem<long>(pgvector.ToScore(item.Distance), item.Id, item.Id)).Where(item => column.Measure.Passes(item.Score, threshold));

        // pgvector puts vectors of zeros last, whose cosine it says is no number: among those found they go where a cosine of 0 belongs.
        return [.. (column.Measure.HigherIsBetter ? scored.OrderByDescending(static item => item.Score) : scored.OrderBy(static item => item.Score)).ThenBy(static item => item.Order)];
    }

    private async Task<List<ScoredItem<long>>> FindHereAsync(ReadOnlyMemory<float> query, int count, double? threshold, LambdaExpression? filter)
    {
        var parameters = new SqlParameters(PostgresDialect.Instance);
        var condition = SqlCondition.From(layout, filter, parameters);
        var best = new BestResults<long>(count, column.Measure.HigherIsBetter);
        var rows = session.RowsAsync(
            $"SELECT r._id, r.{column.Sql} FROM {layout.Table} AS r WHERE r.{column.Sql} IS NOT NULL AND {condition}",
            parameters.Values,
            static row => (Id: row.GetInt64(0), Vector: row.GetFieldValue<float[]>(1)));
        await foreach (var (id, vector) in rows.ConfigureAwait(false))
        {
            var score = column.Measure.Score(query.Span, vector);
            if (column.Measure.Passes(score, threshold))
                best.Add(score, id, id);
        }

        return best.ToSorted();
    }
}
