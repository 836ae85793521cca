using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>A collection.</summary>
internal sealed record CollectionInfo([property: JsonPropertyName("name")] string Name);
