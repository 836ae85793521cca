using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>The body of a fault.</summary>
internal sealed record OpenAIError([property: JsonPropertyName("error")] OpenAIErrorDetail Error);
