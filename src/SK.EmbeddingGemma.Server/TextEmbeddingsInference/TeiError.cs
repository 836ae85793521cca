using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>The body of a fault.</summary>
internal sealed record TeiError([property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_type")] string ErrorType);
