using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The models that can be asked for.</summary>
internal sealed record OllamaTags([property: JsonPropertyName("models")] IReadOnlyList<OllamaModel> Models);
