using System.Text.Json.Serialization;
using SK.EmbeddingGemma.Server.Embeddings;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>What is to be decoded.</summary>
internal sealed record TeiDecodeRequest
{
    [JsonPropertyName("ids")]
    public EmbeddingInput? Ids { get; init; }

    [JsonPropertyName("skip_special_tokens")]
    public bool? SkipSpecialTokens { get; init; }
}
