using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Metrics;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Pairs of sentences that belong together or not.</summary>
internal sealed class PairData : TaskData
{
    private readonly EvaluationText[] _left;
    private readonly EvaluationText[] _right;
    private readonly bool[] _labels;

    public PairData(IReadOnlyList<(string Left, string Right, bool Label)> pairs)
    {
        _left = WithPrompt(pairs.Select(pair => pair.Left), EmbeddingGemmaPrompt.SentenceSimilarity);
        _right = WithPrompt(pairs.Select(pair => pair.Right), EmbeddingGemmaPrompt.SentenceSimilarity);
        _labels = [.. pairs.Select(pair => pair.Label)];
    }

    /// <inheritdoc/>
    public override IEnumerable<EvaluationText> Texts => _left.Concat(_right);

    /// <inheritdoc/>
    public override Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var cosines = _left.Zip(_right, vectors.Cosine).ToArray();
        var best = PairThresholds.Of(cosines, _labels);
        var values = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["cosine_ap"] = AveragePrecision.Of(cosines, _labels),
            ["cosine_accuracy"] = best.Accuracy,
            ["cosine_f1"] = best.F1,
            ["cosine_precision"] = best.Precision,
            ["cosine_recall"] = best.Recall,
        };
        var sample = new EvaluationSample(cosines.Length, chosen => AveragePrecision.Of(EvaluationSample.Choose(cosines, chosen), EvaluationSample.Choose(_labels, chosen)));
        return Task.FromResult(new TaskScores("cosine_ap", values, sample));
    }
}
