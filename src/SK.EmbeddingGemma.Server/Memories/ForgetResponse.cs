using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>How many texts were forgotten.</summary>
internal sealed record ForgetResponse([property: JsonPropertyName("forgotten")] int Forgotten);
