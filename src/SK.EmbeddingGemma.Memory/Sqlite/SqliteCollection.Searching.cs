using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Sqlite;
using SK.EmbeddingGemma.Stores;

namespace SK.EmbeddingGemma;

/// <content>Searching; keywords are ranked by BM25.</content>
internal sealed partial class SqliteCollection<TKey, TRecord>
{
    /// <inheritdoc/>
    protected override Task<List<VectorSearchResult<TRecord>>> NearestAsync(VectorQuery query, CancellationToken cancellationToken) => _database.ReadAsync(
        "Search",
        Name,
        session =>
        {
            var column = Searchable(session, query.Property, out var layout);
            var found = Nearest(session, layout, column, query.Vector.Span, query.Depth, query.ScoreThreshold, query.Filter, cancellationToken);
            return Results(session, found.Skip(query.Skip), query.IncludeVectors);
        },
        cancellationToken);

    /// <inheritdoc/>
    protected override Task<List<VectorSearchResult<TRecord>>> HybridAsync(HybridQuery query, CancellationToken cancellationToken) => _database.ReadAsync(
        "HybridSearch",
        Name,
        session =>
        {
            var column = Searchable(session, query.Search.Property, out var layout);
            var byVector = Nearest(session, layout, column, query.Search.Vector.Span, query.Depth, null, query.Search.Filter, cancellationToken);
            var byKeyword = new KeywordScan(session, layout).Find(layout.TextColumns[query.Text.ModelName], query.Keywords, query.Depth, query.Search.Filter);
            return Results(session, query.Merge(byVector, byKeyword), query.Search.IncludeVectors);
        },
        cancellationToken);

    private List<ScoredItem<long>> Nearest(
        SqliteSession session, CollectionLayout layout, VectorColumn column, ReadOnlySpan<float> query, int count, double? threshold, LambdaExpression? filter, CancellationToken cancellationToken) =>
        _options.Search == VectorSearchStrategy.TwoStage && TwoStageScan.Suits(column, count)
            ? new TwoStageScan(session, layout, column, _indexes).Find(query, count, threshold, filter, cancellationToken)
            : new VectorScan(session, layout, column).Find(query, count, threshold, filter, cancellationToken);

    private VectorColumn Searchable(SqliteSession session, VectorPropertyModel property, out CollectionLayout layout)
    {
        layout = _schema.Find(session);
        var column = layout.VectorOf(property);
        _spaces.CheckSearch(session, layout, column);
        return column;
    }

    private List<VectorSearchResult<TRecord>> Results(SqliteSession session, IEnumerable<ScoredItem<long>> found, bool includeVectors)
    {
        var reader = Reader(session, includeVectors);
        List<VectorSearchResult<TRecord>> results = [];
        foreach (var item in found)
        {
            if (reader.Find(item.Item) is { } record)
                results.Add(new(record, item.Score));
        }

        return results;
    }
}
