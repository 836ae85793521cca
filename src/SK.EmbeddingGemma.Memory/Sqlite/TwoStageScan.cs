using System.Linq.Expressions;
using SK.EmbeddingGemma.Filters;
using SK.EmbeddingGemma.Quantisation;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Finds the nearest vectors in two stages: candidates from the copy in memory, then the best of these by what the database has.</summary>
internal sealed class TwoStageScan(SqliteSession session, CollectionLayout layout, VectorColumn column, VectorIndexes indexes)
{
    /// <summary>Candidates for each record that is wanted, and at least.</summary>
    private const int Oversampling = 8, LeastCandidates = 100;

    /// <summary>Up to this many records that a filter leaves are compared exactly at once.</summary>
    private const int FewRecords = 2_000;

    /// <summary>More than this many wanted records are found faster by reading all.</summary>
    private const int MostWanted = 2_000;

    /// <summary>Returns whether a search can be made so.</summary>
    public static bool Suits(VectorColumn column, int count) => count <= MostWanted && QuantisedIndex.Supports(column.Measure);

    /// <summary>Gives the numbers of the nearest records, the best first.</summary>
    public List<ScoredItem<long>> Find(ReadOnlySpan<float> query, int count, double? threshold, LambdaExpression? filter, CancellationToken cancellationToken)
    {
        var scan = new VectorScan(session, layout, column);
        var allowed = filter is null ? null : Allowed(filter);
        if (allowed is { Count: <= FewRecords })
            return scan.Rescore(query, allowed, count, threshold);

        var candidates = indexes.Of(column).Candidates(session, layout, query, Math.Max(LeastCandidates, Oversampling * count), allowed, cancellationToken);
        return scan.Rescore(query, candidates, count, threshold);
    }

    private HashSet<long> Allowed(LambdaExpression filter)
    {
        var parameters = new SqlParameters(SqliteDialect.Instance);
        using var rows = session.Compile($"SELECT r._id FROM {layout.Records} AS r WHERE {SqlCondition.From(layout, filter, parameters)}");
        rows.Begin(parameters.Values);
        HashSet<long> allowed = [];
        while (rows.Step())
            allowed.Add(rows.Integer(0));
        return allowed;
    }
}
