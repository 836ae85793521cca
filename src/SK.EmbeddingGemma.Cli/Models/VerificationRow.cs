using System.Text.Json;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What a file was found to be. Immutable.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its length; 0 where it is missing, or a folder.</param>
/// <param name="Hash">Its hash, or <see langword="null"/> where it is missing.</param>
/// <param name="State">What that means.</param>
/// <param name="IsGood">Whether nothing is wrong.</param>
internal sealed record VerificationRow(string File, long Bytes, string? Hash, string State, bool IsGood)
{
    /// <summary>Gets what rows look like.</summary>
    public static ResultLayout<VerificationRow> Layout { get; } = new()
    {
        Columns = [new("file"), new("size"), new("hash"), new("state")],
        Rows = row => [[row.File, row.Bytes == 0 ? "" : ByteCount.ToText(row.Bytes), row.Hash ?? "", row.State]],
        WriteJson = (writer, row) => row.WriteJson(writer),
    };

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteText("file", File);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteText("hash", Hash ?? "");
        writer.WriteText("state", State);
        writer.WriteBoolean("good", IsGood);
        writer.WriteEndObject();
    }
}
