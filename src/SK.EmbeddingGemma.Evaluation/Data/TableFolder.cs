using SK.EmbeddingGemma.Tasks;

namespace SK.EmbeddingGemma.Data;

/// <summary>A data set whose splits are tables, <c>test.jsonl</c> and the like: which task it is, its columns tell, which are those of MTEB.</summary>
internal static class TableFolder
{
    private static readonly string[] LabelColumns = ["label", "category", "label_text"];

    /// <summary>Returns the tasks of the folder.</summary>
    public static async Task<IReadOnlyList<EvaluationTask>> FindAsync(string folder, string name, CancellationToken cancellationToken)
    {
        if (DataTable.FindSplit(folder) is not var (split, table))
            return [];

        if (await table.ReadFirstAsync(cancellationToken).ConfigureAwait(false) is not { } row)
            throw new InvalidDataException($"{Path.GetFileName(table.Files[0])} of the data set '{name}' is empty: it has no row. Get the data set again.");
        if (LabelColumns.FirstOrDefault(row.Has) is { } label && row.Has("text"))
        {
            return DataTable.Find(folder, "train") is { } training
                ? [.. Classification(name, split, training, table, label)]
                : throw new InvalidDataException($"The data set '{name}' has texts with labels to classify, but no training split: put it into train.jsonl, train.csv or train.parquet.");
        }

        return TableLayout.Of(row) is { } layout
            ? [new(name, layout.Type, split, async token => layout.Read(await table.ReadAsync(token).ConfigureAwait(false)))]
            : [];
    }

    // Both ways of learning on the same texts: MTEB's, and from all there is.
    private static IEnumerable<EvaluationTask> Classification(string name, string split, DataTable training, DataTable test, string label)
    {
        yield return new(name, EvaluationTaskType.Classification, split, cancellationToken => ReadAsync(learnsFromAll: false, cancellationToken));
        yield return new($"{name}.full", EvaluationTaskType.Classification, split, cancellationToken => ReadAsync(learnsFromAll: true, cancellationToken));

        async Task<TaskData> ReadAsync(bool learnsFromAll, CancellationToken cancellationToken) => new ClassificationData(
            Labelled(await training.ReadAsync(cancellationToken).ConfigureAwait(false)), Labelled(await test.ReadAsync(cancellationToken).ConfigureAwait(false)), learnsFromAll);

        List<(string Text, string Label)> Labelled(IReadOnlyList<DataRow> rows) => [.. rows.Select(row => (row.Text("text"), row.Text(label)))];
    }
}
