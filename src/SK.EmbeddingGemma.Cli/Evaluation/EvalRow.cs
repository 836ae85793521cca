using System.Globalization;
using System.Text.Json;
using SK.EmbeddingGemma.Reports;

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

    private string[] Cells(bool compares)
    {
        string[] cells = [Result.Task.Name, Result.MainMetric, Result.ModelId, Result.Dimensions.ToString(CultureInfo.InvariantCulture), ScoreText.Points(Result.MainScore)];
        return !compares ? cells
            : Comparison is { } comparison ? [.. cells, ScoreText.Points(comparison.Difference, signed: true), $"{ScoreText.Points(comparison.Low, signed: true)} to {ScoreText.Points(comparison.High, signed: true)}"]
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
        writer.WriteScore("score", Result.MainScore);
        writer.WriteStartObject("scores");
        foreach (var (name, score) in Result.Scores)
            writer.WriteScore(name, score);
        writer.WriteEndObject();
        writer.WriteNumber("seconds", Math.Round(Result.Duration.TotalSeconds, 3));
        if (Comparison is { } comparison)
        {
            writer.WriteStartObject("comparison");
            writer.WriteString("with", comparison.First.ModelId);
            writer.WriteScore("difference", comparison.Difference);
            writer.WriteScore("low", comparison.Low);
            writer.WriteScore("high", comparison.High);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
