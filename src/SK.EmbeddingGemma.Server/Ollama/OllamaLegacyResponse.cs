using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The embedding of a text, as older clients read it.</summary>
internal sealed record OllamaLegacyResponse([property: JsonPropertyName("embedding")] ReadOnlyMemory<float> Embedding);
