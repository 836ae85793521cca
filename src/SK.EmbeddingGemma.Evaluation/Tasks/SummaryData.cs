using SK.EmbeddingGemma.Comparison;
using SK.EmbeddingGemma.Metrics;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Machine summaries, scored by how near they are to the nearest human one.</summary>
internal sealed class SummaryData : TaskData
{
    private readonly (EvaluationText[] Human, EvaluationText[] Machine, double[] Scores)[] _texts;

    /// <summary>Makes the data.</summary>
    /// <exception cref="InvalidDataException">A text has no summaries of a kind, or another number of scores than of machine summaries.</exception>
    public SummaryData(IReadOnlyList<SummarisedText> texts)
    {
        if (texts.Any(text => text.Human.Count == 0 || text.Machine.Count == 0 || text.Machine.Count != text.Scores.Count))
            throw new InvalidDataException("The summarization task has a text without human or machine summaries, or with another number of scores than of machine summaries: each needs as many of both. Correct the file.");
        _texts = [.. texts.Select(text => (
            WithPrompt(text.Human, EmbeddingGemmaPrompt.Summarization), WithPrompt(text.Machine, EmbeddingGemmaPrompt.Summarization), text.Scores.ToArray()))];
    }

    /// <inheritdoc/>
    public override IEnumerable<EvaluationText> Texts => _texts.SelectMany(text => text.Human.Concat(text.Machine));

    /// <inheritdoc/>
    public override Task<TaskScores> ScoreAsync(TextVectors vectors, EvaluationOptions options, CancellationToken cancellationToken)
    {
        var (spearman, pearson) = (new List<double>(), new List<double>());
        foreach (var (human, machine, scores) in _texts)
        {
            var cosines = machine.Select(summary => human.Max(other => vectors.Cosine(summary, other))).ToArray();
            if (IsConstant(scores) || IsConstant(cosines))
                continue; // a correlation with equal scores is not defined: MTEB leaves the text out
            spearman.Add(Correlation.Spearman(scores, cosines));
            pearson.Add(Correlation.Pearson(scores, cosines));
        }

        if (spearman.Count == 0)
            throw new InvalidDataException("The summarization task has no text whose scores differ: there is no correlation to measure.");
        var values = new Dictionary<string, double>(StringComparer.Ordinal) { ["cosine_spearman"] = spearman.Average(), ["cosine_pearson"] = pearson.Average() };
        return Task.FromResult(new TaskScores("cosine_spearman", values, EvaluationSample.Mean([.. spearman])));
    }

    private static bool IsConstant(double[] values) => values.All(value => value == values[0]);
}
