using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>What was found, the best first.</summary>
internal sealed record RecallResponse([property: JsonPropertyName("results")] IReadOnlyList<RecallResult> Results);
