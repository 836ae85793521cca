using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>A token.</summary>
internal sealed record TeiToken
{
    [JsonPropertyName("id")]
    public required int Id { get; init; }

    [JsonPropertyName("text")]
    public required string Text { get; init; }

    [JsonPropertyName("special")]
    public required bool Special { get; init; }

    /// <summary>Gets where it begins in prompt and text, in UTF-8 bytes; <see langword="null"/> for one that was added.</summary>
    [JsonPropertyName("start")]
    public int? Start { get; init; }

    /// <summary>Gets where it ends.</summary>
    [JsonPropertyName("stop")]
    public int? Stop { get; init; }
}
