using System.Text.Json;

namespace SK.EmbeddingGemma.Reports;

/// <summary>A result in the form of MTEB's result files, for the tools that read these.</summary>
internal static class MtebResultFile
{
    /// <summary>Writes a result.</summary>
    public static void Write(Utf8JsonWriter writer, EvaluationResult result)
    {
        writer.WriteStartObject();
        writer.WriteString("dataset_revision", "local");
        writer.WriteString("task_name", result.Task.Name);
        writer.WriteString("mteb_version", "SK.EmbeddingGemma.Evaluation");
        writer.WriteStartObject("scores");
        writer.WriteStartArray(result.Task.Split);
        writer.WriteStartObject();
        foreach (var (name, score) in result.Scores.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            writer.WriteScore(name, score);
        writer.WriteScore("main_score", result.MainScore);
        writer.WriteString("hf_subset", "default");
        writer.WriteStartArray("languages");
        if (result.Task.Language is { } language)
            writer.WriteStringValue(language);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteNumber("evaluation_time", Math.Round(result.Duration.TotalSeconds, 3));
        writer.WriteNull("kg_co2_emissions");
        writer.WriteEndObject();
    }
}
