using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>How texts are embedded before they are compared.</summary>
internal sealed record TeiSimilarityParameters
{
    [JsonPropertyName("truncate")]
    public bool? Truncate { get; init; }

    [JsonPropertyName("truncation_direction")]
    public string? TruncationDirection { get; init; }

    [JsonPropertyName("prompt_name")]
    public string? PromptName { get; init; }
}
