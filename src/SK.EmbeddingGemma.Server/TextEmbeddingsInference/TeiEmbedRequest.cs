using System.Text.Json.Serialization;
using SK.EmbeddingGemma.Server.Embeddings;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>What is to be embedded. Members that are null count as missing; unknown ones are ignored.</summary>
internal sealed record TeiEmbedRequest
{
    [JsonPropertyName("inputs")]
    public EmbeddingInput? Inputs { get; init; }

    [JsonPropertyName("truncate")]
    public bool? Truncate { get; init; }

    [JsonPropertyName("truncation_direction")]
    public string? TruncationDirection { get; init; }

    [JsonPropertyName("prompt_name")]
    public string? PromptName { get; init; }

    [JsonPropertyName("normalize")]
    public bool? Normalize { get; init; }

    [JsonPropertyName("dimensions")]
    public int? Dimensions { get; init; }
}
