using System.Text.Json.Serialization;
using SK.EmbeddingGemma.Server.Embeddings;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>What is to be embedded. Members that are null count as missing; unknown ones, and <c>keep_alive</c>, have no effect: the model stays loaded as its registration says.</summary>
internal sealed record OllamaEmbedRequest
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("input")]
    public EmbeddingInput? Input { get; init; }

    [JsonPropertyName("truncate")]
    public bool? Truncate { get; init; }

    [JsonPropertyName("dimensions")]
    public int? Dimensions { get; init; }

    [JsonPropertyName("options")]
    public OllamaOptions? Options { get; init; }
}
