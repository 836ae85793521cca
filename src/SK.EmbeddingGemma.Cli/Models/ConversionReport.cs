using System.Text.Json;
using SK.EmbeddingGemma.Generation;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What a conversion gave. Immutable.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Precision">The number format.</param>
/// <param name="Folder">Where the result lies.</param>
/// <param name="Bytes">The size of its files.</param>
internal sealed record ConversionReport(string Model, string Precision, string Folder, long Bytes)
{
    /// <summary>Gets what a report looks like.</summary>
    public static ResultLayout<ConversionReport> Layout { get; } = new()
    {
        Columns = [new("property"), new("value")],
        Rows = report => [["model", report.Model], ["precision", report.Precision], ["folder", report.Folder], ["size", ByteCount.ToText(report.Bytes)]],
        WriteJson = (writer, report) => report.WriteJson(writer),
        IsSingle = true,
    };

    /// <summary>Describes a result.</summary>
    public static ConversionReport Of(EmbeddingGemmaModel model, EmbeddingGemmaPrecision precision, string folder) =>
        new(model.Name, ModelIdentity.NameOf(precision), folder, new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length));

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteText("model", Model);
        writer.WriteText("precision", Precision);
        writer.WriteText("folder", Folder);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteEndObject();
    }
}
