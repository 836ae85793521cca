using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>What is to be compared.</summary>
internal sealed record TeiSimilarityRequest
{
    [JsonPropertyName("inputs")]
    public TeiSimilarityInputs? Inputs { get; init; }

    [JsonPropertyName("parameters")]
    public TeiSimilarityParameters? Parameters { get; init; }
}
