using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Metrics;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Pairs of sentences, and how alike people found them.</summary>
internal sealed class SimilarityData : TaskData
{
    private readonly EvaluationText[] _left;
    private readonly EvaluationText[] _right;
    private readonly double[] _scores;

    public SimilarityData(IReadOnlyList<(string Left, string Right, double Score)> pairs)
    {
        _left = WithPrompt(pairs.Select(pair => pair.Left), EmbeddingGemmaPrompt.SentenceSimilarity);
        _right = WithPrompt(pairs.Select(pair => pair.Right), EmbeddingGemmaPrompt.SentenceSimilarity);
        _scores = [.. pairs.Select(pair => pair.Score)];
    }

    /// <inheritdoc/>
    public override IEnumerable<EvaluationText> Texts => _left.Concat(_right);

    /// <inheritdoc/>
    public override Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var cosines = _left.Zip(_right, vectors.Cosine).ToArray();
        var values = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["cosine_spearman"] = Correlation.Spearman(_scores, cosines),
            ["cosine_pearson"] = Correlation.Pearson(_scores, cosines),
        };
        var sample = new EvaluationSample(cosines.Length, chosen => Correlation.Spearman(EvaluationSample.Choose(_scores, chosen), EvaluationSample.Choose(cosines, chosen)));
        return Task.FromResult(new TaskScores("cosine_spearman", values, sample));
    }
}
