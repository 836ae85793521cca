using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>The keys to forget texts by, in their order.</summary>
internal sealed record RememberResponse([property: JsonPropertyName("keys")] IReadOnlyList<string> Keys);
