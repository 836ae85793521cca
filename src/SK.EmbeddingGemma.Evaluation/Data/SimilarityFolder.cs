using System.Text.RegularExpressions;
using SK.EmbeddingGemma.Tasks;

namespace SK.EmbeddingGemma.Data;

/// <summary>STS-B in several languages: <c>en-test.csv</c> and the like, without a header: two sentences and a score.</summary>
internal static partial class SimilarityFolder
{
    private static readonly string[] Columns = ["sentence1", "sentence2", "score"];

    /// <summary>Returns a task for each language with a test split, and for each with a dev split alone.</summary>
    public static IEnumerable<EvaluationTask> Find(string folder, string name) =>
        from file in Directory.GetFiles(folder, "*.csv")
        let match = FileName().Match(Path.GetFileName(file))
        where match.Success
        group (File: file, Split: match.Groups["split"].Value) by match.Groups["language"].Value into language
        let chosen = language.OrderByDescending(part => part.Split, StringComparer.Ordinal).First() // test before dev
        select new EvaluationTask($"{name}.{language.Key}", EvaluationTaskType.Sts, chosen.Split, _ => Task.FromResult<TaskData>(Read(chosen.File))) { Language = language.Key };

    private static SimilarityData Read(string file)
    {
        var rows = CsvTable.Read(file, Columns);
        return rows.Count > 0
            ? new SimilarityData([.. rows.Select(row => (row.Text("sentence1"), row.Text("sentence2"), row.Number64("score")))])
            : throw new InvalidDataException($"{Path.GetFileName(file)} is empty: it has no pair. Get the data set again.");
    }

    [GeneratedRegex("^(?<language>[a-z]{2,3})-(?<split>dev|test)\\.csv$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
