using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>A model to describe.</summary>
internal sealed record OllamaModelRequest
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>Gets the same, as older clients send it.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }
}
