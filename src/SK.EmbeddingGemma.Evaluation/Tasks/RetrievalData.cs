using System.Globalization;
using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Metrics;
using SK.EmbeddingGemma.Search;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>A corpus, queries, and which documents answer which.</summary>
internal sealed class RetrievalData : TaskData
{
    /// <summary>The depths that measures are taken at: MTEB's, and for a store those of an everyday search, because a first stage that hands on a thousand documents hides what it misses.</summary>
    private static readonly int[] Depths = [1, 3, 5, 10, 20, 100, 1000];
    private static readonly int[] StoreDepths = [1, 3, 5, 10];

    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> _judgements;
    private readonly string _mainMetric;

    /// <summary>Makes the data; queries without judgements are left out, as in MTEB.</summary>
    /// <exception cref="InvalidDataException">There are no documents, or no query has a judgement.</exception>
    public RetrievalData(
        IReadOnlyList<RetrievalDocument> documents, IEnumerable<RetrievalDocument> queries, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> judgements, string mainMetric = "ndcg_at_10")
    {
        (Documents, Queries, _judgements, _mainMetric) = (documents, [.. queries.Where(query => judgements.ContainsKey(query.Id))], judgements, mainMetric);
        if (documents.Count == 0)
            throw new InvalidDataException("The retrieval task has no documents: its corpus is empty.");
        if (Queries.Count == 0)
            throw new InvalidDataException("The retrieval task has no query with a judgement: the judgements are empty, or name other ids than the queries have.");
        if (documents.Select(document => document.Id).Distinct(StringComparer.Ordinal).Count() != documents.Count)
            throw new InvalidDataException("The retrieval task has several documents with one id: judgements cannot tell them apart. Give each an id of its own.");
    }

    /// <summary>Gets the documents.</summary>
    public IReadOnlyList<RetrievalDocument> Documents { get; }

    /// <summary>Gets the queries that have judgements.</summary>
    public IReadOnlyList<RetrievalDocument> Queries { get; }

    /// <inheritdoc/>
    public override IEnumerable<EvaluationText> Texts => Documents.Concat(Queries).Select(document => document.Text);

    /// <summary>Returns whether a document answers a query.</summary>
    public bool IsRelevant(RetrievalDocument query, RetrievalDocument document) => _judgements[query.Id].GetValueOrDefault(document.Id) > 0;

    /// <inheritdoc/>
    public override async Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var order = new DocumentOrder([.. Documents.Select(document => document.Id)]);
        using var documents = await DocumentSearches.CreateAsync(options.Search, vectors.Rows([.. Documents.Select(document => document.Text)]), order, cancellationToken).ConfigureAwait(false);
        var depths = options.Search == EvaluationSearch.BruteForce ? Depths : StoreDepths;
        var top = depths[^1];
        var rankings = new List<RankedJudgements>();
        foreach (var query in Queries)
        {
            var found = await documents.FindAsync(vectors[query.Text].ToArray(), Math.Min(top + 1, Documents.Count), cancellationToken).ConfigureAwait(false);
            var judged = _judgements[query.Id];
            var others = found.Select(place => Documents[place]).Where(document => !IsItself(query, document)).Take(top);
            rankings.Add(new([.. others.Select(document => judged.GetValueOrDefault(document.Id))], judged.Values));
        }

        return Scores(rankings, depths);
    }

    // In sets such as ArguAna the queries are documents too: what asks is no answer.
    private static bool IsItself(RetrievalDocument query, RetrievalDocument document) => query.Id == document.Id && query.Text.Text == document.Text.Text;

    private TaskScores Scores(List<RankedJudgements> rankings, int[] depths)
    {
        var items = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var depth in depths)
        {
            Add("ndcg", depth, ranking => ranking.Ndcg(depth));
            Add("map", depth, ranking => ranking.AveragePrecision(depth));
            Add("recall", depth, ranking => ranking.Recall(depth));
            Add("precision", depth, ranking => ranking.Precision(depth));
            Add("mrr", depth, ranking => ranking.ReciprocalRank(depth));
        }

        return new(_mainMetric, items.ToDictionary(item => item.Key, item => item.Value.Average(), StringComparer.Ordinal), EvaluationSample.Mean(items[_mainMetric]));

        void Add(string name, int depth, Func<RankedJudgements, double> measure) =>
            items[string.Create(CultureInfo.InvariantCulture, $"{name}_at_{depth}")] = [.. rankings.Select(measure)];
    }
}
