using System.Globalization;
using SK.EmbeddingGemma.Tasks;

namespace SK.EmbeddingGemma.Data;

/// <summary>A retrieval set in BEIR's layout, which is MTEB's: tables <c>corpus</c> and <c>queries</c>, and judgements in the folder <c>qrels</c>.</summary>
internal static class RetrievalFolder
{
    /// <summary>MTEB's code retrieval tasks, and the names of their data sets: in the others queries are questions about texts.</summary>
    private static readonly HashSet<string> CodeSets = new(StringComparer.OrdinalIgnoreCase)
    {
        "AppsRetrieval", "apps", "CodeEditSearchRetrieval", "CodeFeedbackMT", "codefeedback-mt", "CodeFeedbackST", "codefeedback-st", "CodeSearchNet", "CodeSearchNetCCRetrieval", "CodeSearchNet-ccr",
        "CodeSearchNetRetrieval", "CodeTransOceanContest", "codetrans-contest", "CodeTransOceanDL", "codetrans-dl", "CosQA", "COIRCodeSearchNetRetrieval", "StackOverflowQA", "stackoverflow-qa",
        "SyntheticText2SQL", "synthetic-text2sql",
    };

    /// <summary>Returns the task of finding documents.</summary>
    public static IEnumerable<EvaluationTask> Find(string folder, string name)
    {
        var qrels = Path.Combine(folder, "qrels");
        if (DataTable.Find(folder, "corpus") is not { } corpus || DataTable.Find(folder, "queries") is not { } queries || !Directory.Exists(qrels))
            return [];

        var (split, judgements) = DataTable.FindSplit(qrels)
            ?? throw new InvalidDataException($"The folder qrels of '{name}' has no judgements of a split: put them into test.tsv, with the columns query-id, corpus-id and score.");
        var type = CodeSets.Contains(name) ? EvaluationTaskType.CodeRetrieval : EvaluationTaskType.Retrieval;
        return [new(name, type, split, cancellationToken => ReadAsync(corpus, queries, judgements, type, cancellationToken))];
    }

    private static async Task<TaskData> ReadAsync(DataTable corpus, DataTable queries, DataTable qrels, EvaluationTaskType type, CancellationToken cancellationToken)
    {
        var documents = (await corpus.ReadAsync(cancellationToken).ConfigureAwait(false))
            .Select(row => new RetrievalDocument(Id(row), new(row.Text("text"), EmbeddingGemmaPrompt.Document(row.TextOrEmpty("title")))));
        var prompt = type == EvaluationTaskType.CodeRetrieval ? EmbeddingGemmaPrompt.CodeRetrieval : EmbeddingGemmaPrompt.Query;
        var asked = (await queries.ReadAsync(cancellationToken).ConfigureAwait(false)).Select(row => new RetrievalDocument(Id(row), new(row.Text("text"), prompt)));
        var judgements = new JudgementTable();
        foreach (var row in await qrels.ReadAsync(cancellationToken).ConfigureAwait(false))
            judgements.Set(row.Text("query-id"), row.Text("corpus-id"), Grade(row));
        return new RetrievalData([.. documents], asked, judgements.ByQuery);
    }

    private static string Id(DataRow row) => row.Text(row.Has("_id") ? "_id" : "id");

    private static int Grade(DataRow row)
    {
        var grade = row.Number64("score");
        return grade == Math.Truncate(grade) && Math.Abs(grade) < int.MaxValue
            ? (int)grade
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{row.File}, row {row.Number}: the column 'score' has a number that is not whole, but judgements are whole numbers, above 0 for what is relevant. Correct the file."));
    }
}
