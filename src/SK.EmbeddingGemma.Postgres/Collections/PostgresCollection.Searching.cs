using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Rows;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Searching;
using SK.EmbeddingGemma.Stores;

namespace SK.EmbeddingGemma.Collections;

/// <content>Searching; keywords are ranked by PostgreSQL's text search.</content>
internal sealed partial class PostgresCollection<TKey, TRecord>
{
    /// <inheritdoc/>
    protected override Task<List<VectorSearchResult<TRecord>>> NearestAsync(VectorQuery query, CancellationToken cancellationToken) => _database.ReadAsync(
        "Search",
        Name,
        async session =>
        {
            var (layout, column) = await SearchableAsync(session, query.Property).ConfigureAwait(false);
            var found = await new VectorScan(session, layout, column).FindAsync(query.Vector, query.Depth, query.ScoreThreshold, query.Filter).ConfigureAwait(false);
            return await ResultsAsync(session, layout, [.. found.Skip(query.Skip)], query.IncludeVectors).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc/>
    protected override Task<List<VectorSearchResult<TRecord>>> HybridAsync(HybridQuery query, CancellationToken cancellationToken) => _database.ReadAsync(
        "HybridSearch",
        Name,
        async session =>
        {
            var (layout, column) = await SearchableAsync(session, query.Search.Property).ConfigureAwait(false);
            var byVector = await new VectorScan(session, layout, column).FindAsync(query.Search.Vector, query.Depth, null, query.Search.Filter).ConfigureAwait(false);
            var byKeyword = await new KeywordScan(session, layout).FindAsync(layout.WordColumns[query.Text.ModelName], query.Keywords, query.Depth, query.Search.Filter).ConfigureAwait(false);
            return await ResultsAsync(session, layout, [.. query.Merge(byVector, byKeyword)], query.Search.IncludeVectors).ConfigureAwait(false);
        },
        cancellationToken);

    private async Task<(CollectionLayout Layout, VectorColumn Column)> SearchableAsync(PostgresSession session, VectorPropertyModel property)
    {
        var layout = await _schema.FindAsync(session).ConfigureAwait(false);
        var column = layout.VectorOf(property);
        await _spaces.CheckSearchAsync(session, layout, column).ConfigureAwait(false);
        return (layout, column);
    }

    private async Task<List<VectorSearchResult<TRecord>>> ResultsAsync(PostgresSession session, CollectionLayout layout, List<ScoredItem<long>> found, bool includeVectors)
    {
        var records = await new RecordReader<TRecord>(session, layout, Model, includeVectors).FindAsync(found.Select(static item => item.Item)).ConfigureAwait(false);
        return [.. found.Where(item => records.ContainsKey(item.Item)).Select(item => new VectorSearchResult<TRecord>(records[item.Item], item.Score))];
    }
}
