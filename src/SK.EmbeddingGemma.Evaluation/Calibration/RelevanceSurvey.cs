using SK.EmbeddingGemma.Tasks;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Calibration;

/// <summary>Measures the cosines of related and unrelated pairs of a retrieval set.</summary>
internal static class RelevanceSurvey
{
    /// <summary>Returns the queries of other sets with the query prompt of a set.</summary>
    public static List<EvaluationText> Strangers(RetrievalData data, IEnumerable<RetrievalData> others) =>
        [.. others.SelectMany(other => other.Queries).Select(query => new EvaluationText(query.Text.Text, PromptOf(data)))];

    /// <summary>Returns the query prompt of a set.</summary>
    public static EmbeddingGemmaPrompt PromptOf(RetrievalData data) => data.Queries[0].Text.Prompt;

    /// <summary>Measures a set.</summary>
    /// <param name="task">The task.</param>
    /// <param name="data">Its data.</param>
    /// <param name="strangers">Queries that no document answers.</param>
    /// <param name="vectors">The vectors of all of them.</param>
    public static RelevanceMeasurement Measure(EvaluationTask task, RetrievalData data, List<EvaluationText> strangers, TextVectors vectors)
    {
        var related = from query in data.Queries
                      from document in data.Documents
                      where data.IsRelevant(query, document)
                      select vectors.Cosine(query.Text, document.Text);
        var unrelated = strangers.ConvertAll(stranger => data.Documents.Select(document => vectors.Cosine(stranger, document.Text)).ToArray());
        return new(
            task, PromptOf(data), vectors.Dimensions, new CosineDistribution(related), new CosineDistribution(unrelated.SelectMany(cosines => cosines)), new CosineDistribution(unrelated.Select(cosines => cosines.Max())));
    }
}
