using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.Stores;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>Finds records of a collection: by filter, by vector, by both vector and words. Compares every vector, exactly. Immutable.</summary>
internal sealed class RecordSearch<TRecord>
    where TRecord : class
{
    private readonly CollectionModel _model;
    private readonly RecordMapper<TRecord> _mapper;
    private readonly Dictionary<VectorPropertyModel, VectorMeasure> _measures;

    /// <param name="model">What the records are.</param>
    /// <param name="mapper">Makes the records that filters see.</param>
    /// <exception cref="NotSupportedException">A vector property has an unknown distance function.</exception>
    public RecordSearch(CollectionModel model, RecordMapper<TRecord> mapper)
    {
        _model = model;
        _mapper = mapper;
        _measures = model.VectorProperties.ToDictionary(property => property, property => VectorMeasure.For(property.DistanceFunction));
    }

    /// <summary>Returns the records that pass a filter, in the order asked for, or else as they were first stored.</summary>
    public IEnumerable<StoredRecord> Filter(
        CollectionData data,
        Expression<Func<TRecord, bool>>? filter,
        Func<FilteredRecordRetrievalOptions<TRecord>.OrderByDefinition, FilteredRecordRetrievalOptions<TRecord>.OrderByDefinition>? orderBy,
        CancellationToken cancellationToken)
    {
        var passing = Passing(data, filter, cancellationToken);
        IOrderedEnumerable<StoredRecord>? sorted = null;
        foreach (var sort in orderBy?.Invoke(new()).Values ?? [])
        {
            var property = _model.GetDataOrKeyProperty(sort.PropertySelector);
            if (!SupportedTypes.IsScalar(property.Type))
                throw new NotSupportedException($"Records cannot be ordered by property '{property.ModelName}': order by a key or data property that is no list.");
            object? By(StoredRecord record) => property is KeyPropertyModel ? record.Key : record.Data.GetValueOrDefault(property.StorageName);
            sorted = (sorted, sort.Ascending) switch
            {
                (null, true) => passing.OrderBy(By, ValueOrder.Instance),
                (null, false) => passing.OrderByDescending(By, ValueOrder.Instance),
                (_, true) => sorted.ThenBy(By, ValueOrder.Instance),
                (_, false) => sorted.ThenByDescending(By, ValueOrder.Instance),
            };
        }

        return sorted ?? passing;
    }

    /// <summary>Returns the records whose vectors are nearest.</summary>
    public IEnumerable<ScoredItem<StoredRecord>> Nearest(CollectionData data, VectorQuery query, CancellationToken cancellationToken) =>
        Rank(Passing(data, query.Filter, cancellationToken), query, query.ScoreThreshold, query.Depth, cancellationToken).Skip(query.Skip);

    /// <summary>Returns the records that are nearest and share words with the keywords: both rankings merged by rank.</summary>
    public IEnumerable<ScoredItem<StoredRecord>> Hybrid(CollectionData data, HybridQuery query, CancellationToken cancellationToken)
    {
        List<StoredRecord> passing = [.. Passing(data, query.Search.Filter, cancellationToken)];
        var byVector = Rank(passing, query.Search, threshold: null, query.Depth, cancellationToken);
        var texts = passing.ConvertAll(record => record.Data.GetValueOrDefault(query.Text.StorageName) as string);
        var byKeyword = KeywordIndex.Rank(texts, query.Keywords, cancellationToken).Take(query.Depth).Select(place => passing[place]).ToList();
        return query.Merge(byVector, byKeyword);
    }

    private IEnumerable<StoredRecord> Passing(CollectionData data, LambdaExpression? filter, CancellationToken cancellationToken)
    {
        var passes = filter is null ? null : RecordFilter.Compile<TRecord>(filter, _model);
        return data.Snapshot().Where(record =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return passes is null || passes(record.View(_mapper.CreateView));
        });
    }

    private List<ScoredItem<StoredRecord>> Rank(IEnumerable<StoredRecord> records, VectorQuery query, double? threshold, int count, CancellationToken cancellationToken)
    {
        var measure = _measures[query.Property];
        var best = new BestResults<StoredRecord>(count, measure.HigherIsBetter);
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!record.Vectors.TryGetValue(query.Property.StorageName, out var stored))
                continue;

            var score = measure.Score(query.Vector.Span, stored.Values);
            if (measure.Passes(score, threshold))
                best.Add(score, record.Order, record);
        }

        return best.ToSorted();
    }
}
