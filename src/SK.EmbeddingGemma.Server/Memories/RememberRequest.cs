using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>Texts to remember.</summary>
internal sealed record RememberRequest
{
    [JsonPropertyName("texts")]
    public IReadOnlyList<TextToRemember?>? Texts { get; init; }
}
