using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>How the model makes one vector of a text's tokens.</summary>
internal sealed record TeiEmbeddingModel([property: JsonPropertyName("pooling")] string Pooling);
