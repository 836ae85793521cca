using System.Globalization;
using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>A result in the output, and how it compares with the first model's.</summary>
/// <param name="Result">The result.</param>
/// <param name="Comparison">The comparison; <see langword="null"/> for the first model.</param>
internal sealed record EvalRow(EvaluationResult Result, EvaluationComparison? Comparison)
{
    /// <summary>Returns what results look like.</summary>
    /// <param name="compares">Whether there are comparisons.</param>
    public static ResultLayout<EvalRow> Layout(bool compares) => new()
    {
        Columns =
        [
            new("task"), new("metric"), new("model"), new("dimensions", IsNumber: true), new("score", IsNumber: true),
            .. compares ? [new Column("difference", IsNumber: true), new Column("95% interval", IsNumber: true)] : Array.Empty<Column>(),
        ],
        Rows = row => [row.Cells(compares)],
        WriteJson = (writer, row) => row.WriteJson(writer),
    };

    private static string Points(double score, string format = "0.00") => (100 * score).ToString(format, CultureInfo.InvariantCulture);

    private string[] Cells(bool compares)
    {
        string[] cells = [Result.Task.Name, Result.MainMetric, Result.ModelId, Result.Dimensions.ToString(CultureInfo.InvariantCulture), Points(Result.MainScore)];
        const string Signed = "+0.00;-0.00;0.00";
        return !compares ? cells
            : Comparison is { } comparison ? [.. cells, Points(comparison.Difference, Signed), $"{Points(comparison.Low, Signed)} to {Points(comparison.High, Signed)}"]
            : [.. cells, "", ""];
    }

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("task", Result.Task.Name);
        writer.WriteString("type", Result.Task.Type.ToString());
        writer.WriteString("split", Result.Task.Split);
        writer.WriteString("language", Result.Task.Language);
        writer.WriteString("model", Result.ModelId);
        writer.WriteNumber("dimensions", Result.Dimensions);
        writer.WriteString("metric", Result.MainMetric);
        WriteNumber(writer, "score", Result.MainScore);
        writer.WriteStartObject("scores");
        foreach (var (name, score) in Result.Scores)
            WriteNumber(writer, name, score);
        writer.WriteEndObject();
        writer.WriteNumber("seconds", Math.Round(Result.Duration.TotalSeconds, 3));
        if (Comparison is { } comparison)
        {
            writer.WriteStartObject("comparison");
            writer.WriteString("with", comparison.First.ModelId);
            WriteNumber(writer, "difference", comparison.Difference);
            WriteNumber(writer, "low", comparison.Low);
            WriteNumber(writer, "high", comparison.High);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // JSON has no NaN, which a correlation with equal scores is.
    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteNull(name);
    }
}
