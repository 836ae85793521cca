using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The description of a model.</summary>
internal sealed record OllamaShowResponse
{
    [JsonPropertyName("details")]
    public required OllamaModelDetails Details { get; init; }

    [JsonPropertyName("model_info")]
    public required OllamaModelInfo ModelInfo { get; init; }

    [JsonPropertyName("capabilities")]
    public IReadOnlyList<string> Capabilities => ["embedding"];

    [JsonPropertyName("modified_at")]
    public required DateTimeOffset ModifiedAt { get; init; }
}
