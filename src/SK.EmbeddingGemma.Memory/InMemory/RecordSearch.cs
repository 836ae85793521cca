using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using SK.EmbeddingGemma.Records;
using SK.EmbeddingGemma.Scoring;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>Finds records of a collection: by filter, by vector, by both vector and words. Compares every vector, exactly. Immutable.</summary>
internal sealed class RecordSearch<TRecord>
    where TRecord : class
{
    /// <summary>How many records of each ranking a hybrid search merges at least, so that a record in the middle of both can win.</summary>
    private const int FusedRecords = 100;

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
    public IEnumerable<ScoredItem<StoredRecord>> Nearest(
        CollectionData data, VectorPropertyModel property, ReadOnlyMemory<float> vector, VectorSearchOptions<TRecord> options, int top, CancellationToken cancellationToken)
    {
        var passing = Passing(data, options.Filter, cancellationToken);
        return Rank(passing, property, vector, options.ScoreThreshold, Sum(top, options.Skip), cancellationToken).Skip(options.Skip);
    }

    /// <summary>Returns the records that are nearest and share words with the keywords: both rankings merged by rank.</summary>
    public IEnumerable<ScoredItem<StoredRecord>> Hybrid(
        CollectionData data,
        VectorPropertyModel property,
        ReadOnlyMemory<float> vector,
        DataPropertyModel text,
        ICollection<string> keywords,
        HybridSearchOptions<TRecord> options,
        int top,
        CancellationToken cancellationToken)
    {
        List<StoredRecord> passing = [.. Passing(data, options.Filter, cancellationToken)];
        var wanted = Math.Max(FusedRecords, Sum(top, options.Skip));
        var byVector = Rank(passing, property, vector, threshold: null, wanted, cancellationToken).Select(found => found.Item).ToList();
        var texts = passing.ConvertAll(record => record.Data.GetValueOrDefault(text.StorageName) as string);
        var byWords = KeywordIndex.Rank(texts, keywords, cancellationToken).Take(wanted).Select(place => passing[place]).ToList();
        return ReciprocalRankFusion.Fuse<StoredRecord>(byVector, byWords)
            .Where(found => options.ScoreThreshold is not { } least || found.Score >= least)
            .Skip(options.Skip).Take(top);
    }

    private static int Sum(int top, int skip) => (int)Math.Min(int.MaxValue, (long)top + skip);

    private IEnumerable<StoredRecord> Passing(CollectionData data, Expression<Func<TRecord, bool>>? filter, CancellationToken cancellationToken)
    {
        var passes = filter is null ? null : RecordFilter.Compile(filter, _model);
        return data.Snapshot().Where(record =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return passes is null || passes(record.View(_mapper.CreateView));
        });
    }

    private List<ScoredItem<StoredRecord>> Rank(
        IEnumerable<StoredRecord> records, VectorPropertyModel property, ReadOnlyMemory<float> vector, double? threshold, int count, CancellationToken cancellationToken)
    {
        var measure = _measures[property];
        var best = new BestResults<StoredRecord>(count, measure.HigherIsBetter);
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!record.Vectors.TryGetValue(property.StorageName, out var stored))
                continue;

            var score = measure.Score(vector.Span, stored.Values);
            if (measure.Passes(score, threshold))
                best.Add(score, record.Order, record);
        }

        return best.ToSorted();
    }
}
