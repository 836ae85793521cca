using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>The collections of the store.</summary>
internal sealed record CollectionList([property: JsonPropertyName("collections")] IReadOnlyList<CollectionInfo> Collections);
