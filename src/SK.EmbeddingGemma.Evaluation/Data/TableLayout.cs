using SK.EmbeddingGemma.Tasks;

namespace SK.EmbeddingGemma.Data;

/// <summary>What the columns of a table say about the task, and how its rows are read; the names are those of MTEB's data sets.</summary>
/// <param name="Type">The task's type.</param>
/// <param name="Read">Makes the task's data of all rows.</param>
internal sealed record TableLayout(EvaluationTaskType Type, Func<IReadOnlyList<DataRow>, TaskData> Read)
{
    /// <summary>Returns the layout of a table by its first row; <see langword="null"/> where it is none that is known.</summary>
    public static TableLayout? Of(DataRow row)
    {
        if (HasAll(row, "query", "positive", "negative"))
            return new(EvaluationTaskType.Reranking, rows => new RerankingData([.. rows.Select(item => new RerankingQuery(item.Texts("query"), item.Texts("positive"), item.Texts("negative")))]));
        if (HasAll(row, "human_summaries", "machine_summaries", "relevance"))
            return new(EvaluationTaskType.Summarization, rows => new SummaryData([.. rows.Select(item => new SummarisedText(item.Texts("human_summaries"), item.Texts("machine_summaries"), item.Numbers("relevance")))]));
        if (HasAll(row, "sentences", "labels"))
            return new(EvaluationTaskType.Clustering, Clusters);

        var (left, right) = row.Has("sent1") ? ("sent1", "sent2") : ("sentence1", "sentence2");
        if (!HasAll(row, left, right))
            return null;
        if (row.Has("score"))
            return new(EvaluationTaskType.Sts, rows => new SimilarityData([.. rows.Select(item => (item.Text(left), item.Text(right), item.Number64("score")))]));
        if (row.Has("labels") || row.Has("label"))
            return new(EvaluationTaskType.PairClassification, rows => new PairData([.. rows.SelectMany(item => Pairs(item, left, right, row.Has("labels") ? "labels" : "label"))]));
        return new(EvaluationTaskType.BitextMining, rows => new BitextData([.. rows.Select(item => (item.Text(left), item.Text(right)))]));
    }

    private static bool HasAll(DataRow row, params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            if (!row.Has(column))
                return false;
        }

        return true;
    }

    // MTEB's older sets have all pairs in one row, as three lists.
    private static IEnumerable<(string Left, string Right, bool Label)> Pairs(DataRow row, string left, string right, string label)
    {
        var (lefts, rights, labels) = (row.Texts(left), row.Texts(right), row.Numbers(label));
        if (lefts.Count != rights.Count || lefts.Count != labels.Count)
            throw row.Wrong(label, "another number of values", $"as many as in '{left}' and '{right}'");
        return lefts.Select((text, i) => (text, rights[i], DataRow.Flag(row, label, labels[i])));
    }

    // One clustering a row, or all rows one.
    private static ClusteringData Clusters(IReadOnlyList<DataRow> rows)
    {
        if (!rows[0].HasList("sentences"))
            return new([[.. rows.Select(row => (row.Text("sentences"), row.Text("labels")))]]);

        return new([.. rows.Select(row =>
        {
            var (texts, labels) = (row.Texts("sentences"), row.Texts("labels"));
            return texts.Count == labels.Count ? texts.Zip(labels).ToList() : throw row.Wrong("labels", "another number of values", "as many as in 'sentences'");
        })]);
    }
}
