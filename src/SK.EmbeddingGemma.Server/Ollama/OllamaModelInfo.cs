using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The numbers of a model, under the names of its GGUF file.</summary>
internal sealed record OllamaModelInfo
{
    [JsonPropertyName("general.architecture")]
    public string Architecture => "gemma3";

    [JsonPropertyName("general.parameter_count")]
    public required long ParameterCount { get; init; }

    [JsonPropertyName("gemma3.context_length")]
    public required int ContextLength { get; init; }

    [JsonPropertyName("gemma3.embedding_length")]
    public required int EmbeddingLength { get; init; }

    [JsonPropertyName("gemma3.block_count")]
    public required int BlockCount { get; init; }
}
