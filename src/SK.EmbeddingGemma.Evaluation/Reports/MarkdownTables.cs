using System.Globalization;
using System.Text;

namespace SK.EmbeddingGemma.Reports;

/// <summary>Results as tables in Markdown: a row for each model and length of vectors, a column for each task.</summary>
internal static class MarkdownTables
{
    /// <summary>Returns the table of results, in points of 100.</summary>
    public static string Scores(IReadOnlyList<EvaluationResult> results)
    {
        var tasks = results.Select(result => result.Task.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        Row(text, ["model", "dimensions", .. tasks.Select(task => $"{task}, {results.First(result => result.Task.Name == task).MainMetric}")]);
        Row(text, ["---", "---:", .. tasks.Select(_ => "---:")]);
        foreach (var line in results.GroupBy(result => (result.ModelId, result.Dimensions)))
        {
            Row(text, [
                line.Key.ModelId,
                line.Key.Dimensions.ToString(CultureInfo.InvariantCulture),
                .. tasks.Select(task => line.LastOrDefault(result => result.Task.Name == task) is { } found ? ScoreText.Points(found.MainScore) : ""),
            ]);
        }

        return text.ToString();
    }

    /// <summary>Returns the table of comparisons, in points of 100.</summary>
    public static string Comparisons(IReadOnlyList<EvaluationComparison> comparisons)
    {
        var text = new StringBuilder();
        Row(text, ["task", "dimensions", "compared with", "model", "difference", "95% interval"]);
        Row(text, ["---", "---:", "---", "---", "---:", "---:"]);
        foreach (var comparison in comparisons)
        {
            Row(text, [
                comparison.First.Task.Name,
                comparison.Second.Dimensions.ToString(CultureInfo.InvariantCulture),
                comparison.First.ModelId,
                comparison.Second.ModelId,
                ScoreText.Points(comparison.Difference, signed: true),
                $"{ScoreText.Points(comparison.Low, signed: true)} to {ScoreText.Points(comparison.High, signed: true)}",
            ]);
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
