using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Rows;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Searching;

namespace SK.EmbeddingGemma.Collections;

/// <content>Searching.</content>
internal sealed partial class PostgresCollection<TKey, TRecord>
{
    /// <summary>How many records of each ranking a hybrid search merges, for each that it returns, and at least.</summary>
    private const int HybridDepth = 4, LeastHybridDepth = 100;

    /// <inheritdoc/>
    /// <exception cref="VectorSpaceMismatchException">The collection's vectors were made by another model.</exception>
    public override async IAsyncEnumerable<VectorSearchResult<TRecord>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<TRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var property = _model.GetVectorPropertyOrSingle(options);
        var includeVectors = CheckedVectors(options.IncludeVectors);
        var query = await SearchVector.FromAsync(property, searchValue, cancellationToken).ConfigureAwait(false);
        var results = await _database.ReadAsync(
            "Search",
            Name,
            async session =>
            {
                var (layout, column) = await SearchableAsync(session, property).ConfigureAwait(false);
                var found = await new VectorScan(session, layout, column).FindAsync(query, Sum(top, options.Skip), options.ScoreThreshold, options.Filter).ConfigureAwait(false);
                return await ResultsAsync(session, layout, [.. found.Skip(options.Skip)], includeVectors).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var result in results)
            yield return result;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The ranking by vector and the ranking by keywords (PostgreSQL's text search; any keyword may match, a keyword of several words only as they stand) are merged by reciprocal
    /// rank fusion: scores are sums of 1 / (60 + rank), the higher the better. Keywords without a letter or a digit are left out.
    /// </remarks>
    public async IAsyncEnumerable<VectorSearchResult<TRecord>> HybridSearchAsync<TInput>(
        TInput searchValue, ICollection<string> keywords, int top, HybridSearchOptions<TRecord>? options = default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        ArgumentNullException.ThrowIfNull(searchValue);
        ArgumentNullException.ThrowIfNull(keywords);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var property = _model.GetVectorPropertyOrSingle(new VectorSearchOptions<TRecord> { VectorProperty = options.VectorProperty });
        var text = _model.GetFullTextDataPropertyOrSingle(options.AdditionalProperty);
        var includeVectors = CheckedVectors(options.IncludeVectors);
        string[] words = [.. keywords];
        var query = await SearchVector.FromAsync(property, searchValue, cancellationToken).ConfigureAwait(false);
        var results = await _database.ReadAsync(
            "HybridSearch",
            Name,
            async session =>
            {
                var (layout, column) = await SearchableAsync(session, property).ConfigureAwait(false);
                var depth = Math.Max(LeastHybridDepth, (int)Math.Min(int.MaxValue, (long)HybridDepth * Sum(top, options.Skip)));
                var byVector = await new VectorScan(session, layout, column).FindAsync(query, depth, null, options.Filter).ConfigureAwait(false);
                var byWord = await new KeywordScan(session, layout).FindAsync(layout.WordColumns[text.ModelName], words, depth, options.Filter).ConfigureAwait(false);
                var fused = ReciprocalRankFusion.Fuse([.. byVector.Select(static item => item.Item)], byWord);
                var passed = fused.Where(item => options.ScoreThreshold is not { } threshold || item.Score >= threshold);
                return await ResultsAsync(session, layout, [.. passed.Skip(options.Skip).Take(top)], includeVectors).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var result in results)
            yield return result;
    }

    private static int Sum(int top, int skip) => (int)Math.Min(int.MaxValue, (long)top + skip);

    private async Task<(CollectionLayout Layout, VectorColumn Column)> SearchableAsync(PostgresSession session, VectorPropertyModel property)
    {
        var layout = await _schema.FindAsync(session).ConfigureAwait(false);
        var column = layout.VectorOf(property);
        await _spaces.CheckSearchAsync(session, layout, column).ConfigureAwait(false);
        return (layout, column);
    }

    private async Task<List<VectorSearchResult<TRecord>>> ResultsAsync(PostgresSession session, CollectionLayout layout, List<ScoredItem<long>> found, bool includeVectors)
    {
        var records = await new RecordReader<TRecord>(session, layout, _model, includeVectors).FindAsync(found.Select(static item => item.Item)).ConfigureAwait(false);
        return [.. found.Where(item => records.ContainsKey(item.Item)).Select(item => new VectorSearchResult<TRecord>(records[item.Item], item.Score))];
    }
}
