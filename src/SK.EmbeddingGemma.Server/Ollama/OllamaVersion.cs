using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The version of the API that the server speaks.</summary>
internal sealed record OllamaVersion([property: JsonPropertyName("version")] string Version);
