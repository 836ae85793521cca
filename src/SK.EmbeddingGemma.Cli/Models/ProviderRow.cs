using System.Globalization;
using System.Text.Json;
using SK.EmbeddingGemma.Inference.Providers;

namespace SK.EmbeddingGemma.Cli;

/// <summary>What is known of an execution provider on this machine. Immutable.</summary>
internal sealed record ProviderRow(ProviderState State)
{
    /// <summary>Gets what rows look like.</summary>
    public static ResultLayout<ProviderRow> Layout { get; } = new()
    {
        Columns = [new("provider"), new("native name"), new("state"), new("auto"), new("least cosine")],
        Rows = row => [[row.Name, row.State.NativeName, row.Verdict, row.State.IsBest ? "takes it" : "", row.Cosine?.ToString("0.000000", CultureInfo.InvariantCulture) ?? ""]],
        WriteJson = (writer, row) => row.WriteJson(writer),
    };

    private string Name => State.Name.ToLowerInvariant();

    private double? Cosine => State.Parity is { LeastCosine: var cosine } && double.IsFinite(cosine) ? cosine : null;

    private string Verdict => State switch
    {
        { IsInstalled: false } => $"not installed: {State.Package} brings it",
        { Parity: null } => "installed, not used by this library",
        { Parity.Fault: { } fault } => $"installed, not trusted: {fault}",
        _ => "installed, trusted",
    };

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteText("provider", Name);
        writer.WriteText("nativeName", State.NativeName);
        writer.WriteBoolean("installed", State.IsInstalled);
        writer.WriteText("state", Verdict);
        writer.WriteBoolean("auto", State.IsBest);
        if (Cosine is { } cosine)
            writer.WriteNumber("leastCosine", cosine);
        else
            writer.WriteNull("leastCosine");
        writer.WriteEndObject();
    }
}
