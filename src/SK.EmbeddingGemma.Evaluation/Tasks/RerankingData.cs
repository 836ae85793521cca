using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Metrics;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Queries with a few candidates each, to be put in order.</summary>
internal sealed class RerankingData : TaskData
{
    private const int Depth = 10;

    private readonly (EvaluationText[] Query, EvaluationText[] Candidates, bool[] Relevant)[] _queries;

    /// <summary>Makes the data; queries without positive or without negative candidates are left out, as in MTEB.</summary>
    /// <exception cref="InvalidDataException">No query is left.</exception>
    public RerankingData(IReadOnlyList<RerankingQuery> queries)
    {
        _queries = [.. queries.Where(query => query.Query.Count > 0 && query.Positive.Count > 0 && query.Negative.Count > 0).Select(query => (
            WithPrompt(query.Query, EmbeddingGemmaPrompt.Query),
            WithPrompt(query.Positive.Concat(query.Negative), EmbeddingGemmaPrompt.Document()),
            query.Positive.Select(_ => true).Concat(query.Negative.Select(_ => false)).ToArray()))];
        if (_queries.Length == 0)
            throw new InvalidDataException("The reranking task has no query with candidates of both kinds: there is no order to measure.");
    }

    /// <inheritdoc/>
    public override IEnumerable<EvaluationText> Texts => _queries.SelectMany(query => query.Query.Concat(query.Candidates));

    /// <inheritdoc/>
    public override Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var (precisions, ranks) = (new double[_queries.Length], new double[_queries.Length]);
        for (var i = 0; i < _queries.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (query, candidates, relevant) = _queries[i];
            var scores = candidates.Select(candidate => query.Max(wording => vectors.Cosine(wording, candidate))).ToArray();
            precisions[i] = AveragePrecision.Of(scores, relevant);
            var order = Enumerable.Range(0, scores.Length).OrderByDescending(place => scores[place]).Take(Depth).ToList();
            var first = order.FindIndex(place => relevant[place]);
            ranks[i] = first < 0 ? 0 : 1.0 / (first + 1);
        }

        var values = new Dictionary<string, double>(StringComparer.Ordinal) { ["map"] = precisions.Average(), ["mrr"] = ranks.Average() };
        return Task.FromResult(new TaskScores("map", values, EvaluationSample.Mean(precisions)));
    }
}
