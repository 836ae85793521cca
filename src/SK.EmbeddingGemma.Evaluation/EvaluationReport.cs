using System.Buffers;
using System.Text;
using System.Text.Json;
using SK.EmbeddingGemma.Reports;

namespace SK.EmbeddingGemma;

/// <summary>Results in the forms that others read. Thread-safe.</summary>
public static class EvaluationReport
{
    /// <summary>Returns a result as MTEB's result files have it: JSON, in UTF-8.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is <see langword="null"/>.</exception>
    public static string ToMtebJson(EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new() { Indented = true, NewLine = "\n" }))
            MtebResultFile.Write(writer, result);
        return Encoding.UTF8.GetString(bytes.WrittenSpan) + "\n";
    }

    /// <summary>Returns results, and comparisons where there are any, as tables in Markdown, with scores in points of 100.</summary>
    /// <param name="results">The results.</param>
    /// <param name="comparisons">The comparisons; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="results"/> is <see langword="null"/>.</exception>
    public static string ToMarkdown(IReadOnlyList<EvaluationResult> results, IReadOnlyList<EvaluationComparison>? comparisons = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        var text = MarkdownTables.Scores(results);
        return comparisons is { Count: > 0 } ? $"{text}\n{MarkdownTables.Comparisons(comparisons)}" : text;
    }
}
