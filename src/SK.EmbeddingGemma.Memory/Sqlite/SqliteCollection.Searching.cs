using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Sqlite;

namespace SK.EmbeddingGemma;

/// <content>Searching.</content>
internal sealed partial class SqliteCollection<TKey, TRecord>
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
            session =>
            {
                var column = Searchable(session, property, out var layout);
                var found = Nearest(session, layout, column, query.Span, Sum(top, options.Skip), options.ScoreThreshold, options.Filter, cancellationToken);
                return Results(session, found.Skip(options.Skip), includeVectors);
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var result in results)
            yield return result;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The ranking by vector and the ranking by keywords (BM25; any keyword may match, a keyword of several words only as they stand) are merged by reciprocal
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
            session =>
            {
                var column = Searchable(session, property, out var layout);
                var depth = Math.Max(LeastHybridDepth, (int)Math.Min(int.MaxValue, (long)HybridDepth * Sum(top, options.Skip)));
                var byVector = Nearest(session, layout, column, query.Span, depth, null, options.Filter, cancellationToken);
                var byWord = new KeywordScan(session, layout).Find(layout.TextColumns[text.ModelName], words, depth, options.Filter);
                var fused = ReciprocalRankFusion.Fuse([.. byVector.Select(item => item.Item)], byWord);
                var passed = fused.Where(item => options.ScoreThreshold is not { } threshold || item.Score >= threshold);
                return Results(session, passed.Skip(options.Skip).Take(top), includeVectors);
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var result in results)
            yield return result;
    }

    private static int Sum(int top, int skip) => (int)Math.Min(int.MaxValue, (long)top + skip);

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
