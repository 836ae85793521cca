using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>A text to embed, as older clients send it.</summary>
internal sealed record OllamaLegacyRequest
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    [JsonPropertyName("options")]
    public OllamaOptions? Options { get; init; }
}
