using System.Text.Json;
using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>The JSON that runners speak, and that results are written in.</summary>
internal static class PeerJson
{
    /// <summary>Gets the settings of a line.</summary>
    public static JsonSerializerOptions Line { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Gets the settings of a file.</summary>
    public static JsonSerializerOptions File { get; } = new(Line) { WriteIndented = true };
}
