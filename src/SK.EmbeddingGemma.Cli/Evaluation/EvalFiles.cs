using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Writes the files of an evaluation into a folder: MTEB's results, a report, a plot.</summary>
internal static class EvalFiles
{
    /// <summary>Writes the files, each of which appears when it is whole.</summary>
    public static async Task WriteAsync(string folder, IReadOnlyList<EvalRow> rows, StandardStreams streams, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        foreach (var result in rows.Select(row => row.Result))
        {
            var inner = Path.Combine(folder, FileName(result.ModelId), result.Dimensions.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(inner);
            await WriteAsync(Path.Combine(inner, $"{FileName(result.Task.Name)}.json"), EvaluationReport.ToMtebJson(result), streams, cancellationToken);
        }

        var report = EvaluationReport.ToMarkdown([.. rows.Select(row => row.Result)], [.. rows.Select(row => row.Comparison).OfType<EvaluationComparison>()]);
        await WriteAsync(Path.Combine(folder, "report.md"), report, streams, cancellationToken);
        await WriteAsync(Path.Combine(folder, "quality.svg"), QualityPlot.Svg([.. rows.Select(row => row.Result)]), streams, cancellationToken);
    }

    private static async Task WriteAsync(string path, string text, StandardStreams streams, CancellationToken cancellationToken)
    {
        await using var target = OutputTarget.Open(path, streams);
        await target.WriteAsync(StandardStreams.Utf8.GetBytes(text), cancellationToken);
        await target.CommitAsync(cancellationToken);
    }

    private static string FileName(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));
}
