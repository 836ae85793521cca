using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>Something that models take on this machine. Immutable.</summary>
/// <param name="Model">The model's name, or <see langword="null"/> where it is not known.</param>
/// <param name="Kind">What it is: the model itself, or what it was converted to.</param>
/// <param name="State">Whether it is there, and used by this version.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Path">Where it lies, or would.</param>
internal sealed record ModelRow(string? Model, string Kind, string State, long Bytes, string Path)
{
    /// <summary>Gets what rows look like.</summary>
    public static ResultLayout<ModelRow> Layout { get; } = new()
    {
        Columns = [new("model"), new("kind"), new("state"), new("size"), new("path")],
        Rows = row => [[row.Model ?? "?", row.Kind, row.State, row.Bytes == 0 ? "" : ByteCount.ToText(row.Bytes), row.Path]],
        WriteJson = (writer, row) => row.WriteJson(writer),
    };

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Model is null)
            writer.WriteNull("model");
        else
            writer.WriteText("model", Model);
        writer.WriteText("kind", Kind);
        writer.WriteText("state", State);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteText("path", Path);
        writer.WriteEndObject();
    }
}
