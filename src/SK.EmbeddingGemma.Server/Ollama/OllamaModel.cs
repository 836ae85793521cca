using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>A model that can be asked for.</summary>
internal sealed record OllamaModel
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("modified_at")]
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Gets the bytes of its files.</summary>
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>Gets what tells its content from others.</summary>
    [JsonPropertyName("digest")]
    public required string Digest { get; init; }

    [JsonPropertyName("details")]
    public required OllamaModelDetails Details { get; init; }

    [JsonPropertyName("capabilities")]
    public IReadOnlyList<string> Capabilities => ["embedding"];
}
