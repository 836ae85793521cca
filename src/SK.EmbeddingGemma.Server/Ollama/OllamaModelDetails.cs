using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>What a model is.</summary>
internal sealed record OllamaModelDetails
{
    [JsonPropertyName("parent_model")]
    public string ParentModel => "";

    [JsonPropertyName("format")]
    public required string Format { get; init; }

    [JsonPropertyName("family")]
    public string Family => "gemma3";

    [JsonPropertyName("families")]
    public IReadOnlyList<string> Families => [Family];

    [JsonPropertyName("parameter_size")]
    public required string ParameterSize { get; init; }

    [JsonPropertyName("quantization_level")]
    public required string QuantizationLevel { get; init; }
}
