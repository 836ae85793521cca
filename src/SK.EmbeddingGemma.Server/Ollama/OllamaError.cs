using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The body of a fault.</summary>
internal sealed record OllamaError([property: JsonPropertyName("error")] string Error);
