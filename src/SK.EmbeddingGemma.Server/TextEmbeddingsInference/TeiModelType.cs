using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>What kind of model it is.</summary>
internal sealed record TeiModelType([property: JsonPropertyName("embedding")] TeiEmbeddingModel Embedding);
