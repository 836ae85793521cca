using SK.EmbeddingGemma.Tasks;
using SK.EmbeddingGemma.Vectors;

namespace SK.EmbeddingGemma.Data;

/// <summary>CoSQA as its authors give it: <c>cosqa-dev.json</c> with a web query, a Python function and whether that answers it, in each row.</summary>
internal static class CosqaFolder
{
    private const string File = "cosqa-dev.json";

    /// <summary>The most UTF-16 units of a function that are embedded: a few are very long.</summary>
    private const int LongestCode = 1500;

    /// <summary>Returns the task of finding, among all functions, the one that answers a query.</summary>
    public static IEnumerable<EvaluationTask> Find(string folder, string name) => System.IO.File.Exists(Path.Combine(folder, File))
        ? [new(name, EvaluationTaskType.CodeRetrieval, "dev", cancellationToken => ReadAsync(Path.Combine(folder, File), cancellationToken)) { Language = "en" }]
        : [];

    private static async Task<TaskData> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var rows = await JsonTable.ReadArrayAsync(file, cancellationToken).ConfigureAwait(false);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
            ids.TryAdd(row.Text("code"), $"code-{ids.Count:D5}");

        var documents = ids.Select(code => new RetrievalDocument(code.Value, new(Shorten(code.Key), EmbeddingGemmaPrompt.Document())));
        var answered = rows.Where(row => DataRow.Flag(row, "label", row.Number64("label"))).ToList();
        var queries = answered.Select(row => new RetrievalDocument(row.Text("idx"), new EvaluationText(row.Text("doc"), EmbeddingGemmaPrompt.CodeRetrieval)));
        var judgements = answered.ToDictionary(
            row => row.Text("idx"), row => (IReadOnlyDictionary<string, int>)new Dictionary<string, int>(StringComparer.Ordinal) { [ids[row.Text("code")]] = 1 }, StringComparer.Ordinal);
        return new RetrievalData([.. documents], queries, judgements, "mrr_at_10");
    }

    private static string Shorten(string code) => code.Length > LongestCode ? code[..LongestCode] : code;
}
