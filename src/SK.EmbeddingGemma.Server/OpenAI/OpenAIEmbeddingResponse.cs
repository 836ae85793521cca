using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>The embeddings of a request.</summary>
internal sealed record OpenAIEmbeddingResponse
{
    [JsonPropertyName("object")]
    public string Object => "list";

    [JsonPropertyName("data")]
    public required IReadOnlyList<OpenAIEmbedding> Data { get; init; }

    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("usage")]
    public required OpenAIUsage Usage { get; init; }
}
