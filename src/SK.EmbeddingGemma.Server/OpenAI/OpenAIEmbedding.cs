using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>The embedding of a text.</summary>
internal sealed record OpenAIEmbedding
{
    [JsonPropertyName("object")]
    public string Object => "embedding";

    [JsonPropertyName("index")]
    public required int Index { get; init; }

    [JsonPropertyName("embedding")]
    public required EncodedVector Embedding { get; init; }
}
