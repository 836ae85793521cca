using System.Globalization;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What an indexing run did, as a result of the tool.</summary>
internal static class IndexReport
{
    /// <summary>Gets what it looks like.</summary>
    public static ResultLayout<IngestionResult> Layout { get; } = new()
    {
        Columns = [new("stored", IsNumber: true), new("unchanged", IsNumber: true), new("forgotten", IsNumber: true), new("skipped", IsNumber: true), new("chunks", IsNumber: true)],
        Rows = result => [[Text(result.Stored), Text(result.Unchanged), Text(result.Forgotten), Text(result.Skipped.Count), Text(result.Chunks)]],
        WriteJson = (writer, result) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("stored", result.Stored);
            writer.WriteNumber("unchanged", result.Unchanged);
            writer.WriteNumber("forgotten", result.Forgotten);
            writer.WriteNumber("chunks", result.Chunks);
            writer.WriteStartArray("skipped");
            foreach (var file in result.Skipped)
            {
                writer.WriteStartObject();
                writer.WriteText("file", file.Source);
                writer.WriteString("reason", file.Reason.ToString());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        },
    };

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
