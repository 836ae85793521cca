using System.Linq.Expressions;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Finds the nearest vectors exactly: all of them, or all that a filter leaves, are compared where SQLite has them in memory.</summary>
internal sealed class VectorScan(SqliteSession session, CollectionLayout layout, VectorColumn column)
{
    private const int RowsBetweenChecks = 4096;

    private readonly float[] _buffer = new float[column.Property.Dimensions];

    /// <summary>Gives the numbers of the nearest records, the best first.</summary>
    public List<ScoredItem<long>> Find(ReadOnlySpan<float> query, int count, double? threshold, LambdaExpression? filter, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters(SqliteDialect.Instance);
        var sql = filter is null
            ? $"SELECT v._id, v.vector FROM {column.Table} AS v"
            : $"SELECT v._id, v.vector FROM {layout.Records} AS r JOIN {column.Table} AS v ON v._id = r._id WHERE {SqlCondition.From(layout, filter, parameters)}";
        using var rows = session.Compile(sql);
        rows.Begin(parameters.Values);

        var best = new BestResults<long>(count, column.Measure.HigherIsBetter);
        for (var row = 1; rows.Step(); row++)
        {
            if (row % RowsBetweenChecks == 0)
                cancellationToken.ThrowIfCancellationRequested();
            Offer(best, query, rows.Integer(0), rows.Blob(1), threshold);
        }

        return best.ToSorted();
    }

    /// <summary>Compares exactly with the vectors of some records; gives the best of them.</summary>
    public List<ScoredItem<long>> Rescore(ReadOnlySpan<float> query, IEnumerable<long> records, int count, double? threshold)
    {
        var best = new BestResults<long>(count, column.Measure.HigherIsBetter);
        var row = session.Prepare($"SELECT vector FROM {column.Table} WHERE _id = ?");
        foreach (var record in records)
        {
            row.Begin(record);
            if (row.Step())
                Offer(best, query, record, row.Blob(0), threshold);
        }

        row.Reset();
        return best.ToSorted();
    }

    private void Offer(BestResults<long> best, ReadOnlySpan<float> query, long record, ReadOnlySpan<byte> blob, double? threshold)
    {
        var score = column.Measure.Score(query, VectorBlob.Read(blob, column.Format, _buffer));
        if (column.Measure.Passes(score, threshold))
            best.Add(score, record, record);
    }
}
