using System.Text.Json.Serialization;
using SK.EmbeddingGemma.Server.Embeddings;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>What is to be embedded. Members that are null count as missing; unknown ones are ignored.</summary>
internal sealed record OpenAIEmbeddingRequest
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("input")]
    public EmbeddingInput? Input { get; init; }

    [JsonPropertyName("encoding_format")]
    public string? EncodingFormat { get; init; }

    [JsonPropertyName("dimensions")]
    public int? Dimensions { get; init; }

    [JsonPropertyName("user")]
    public string? User { get; init; }
}
