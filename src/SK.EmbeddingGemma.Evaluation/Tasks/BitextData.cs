using System.Numerics.Tensors;
using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Metrics;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Sentences and their translations: each sentence is to find its own.</summary>
internal sealed class BitextData : TaskData
{
    private readonly EvaluationText[] _left;
    private readonly EvaluationText[] _right;

    public BitextData(IReadOnlyList<(string Left, string Right)> pairs)
    {
        _left = WithPrompt(pairs.Select(pair => pair.Left), EmbeddingGemmaPrompt.Query);
        _right = WithPrompt(pairs.Select(pair => pair.Right), EmbeddingGemmaPrompt.Query);
    }

    /// <inheritdoc/>
    public override IEnumerable<EvaluationText> Texts => _left.Concat(_right);

    /// <inheritdoc/>
    public override Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var (left, right) = (vectors.Rows(_left), vectors.Rows(_right));
        var (truth, found) = (new int[left.Count], new int[left.Count]);
        for (var i = 0; i < left.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (truth[i], found[i]) = (i, Nearest(left[i], right));
        }

        var scores = LabelScores.Of(truth, found);
        var values = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["f1"] = scores.WeightedF1,
            ["precision"] = scores.WeightedPrecision,
            ["recall"] = scores.WeightedRecall,
            ["accuracy"] = scores.Accuracy,
        };
        var sample = new EvaluationSample(truth.Length, chosen => LabelScores.Of(EvaluationSample.Choose(truth, chosen), EvaluationSample.Choose(found, chosen)).WeightedF1);
        return Task.FromResult(new TaskScores("f1", values, sample));
    }

    // Of equally near ones the first, as an argmax has it.
    private static int Nearest(ReadOnlySpan<float> vector, VectorTable others)
    {
        var (best, place) = (float.NegativeInfinity, 0);
        for (var i = 0; i < others.Count; i++)
        {
            if (TensorPrimitives.Dot(vector, others[i]) is var score && score > best)
                (best, place) = (score, i);
        }

        return place;
    }
}
