using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>A text that was found: a whole one, or the part of a longer one that fits.</summary>
internal sealed record RecallResult
{
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    /// <summary>Gets the cosine of the query's vector and the text's, from -1 to 1.</summary>
    [JsonPropertyName("score")]
    public required double Score { get; init; }

    [JsonPropertyName("text")]
    public required string Text { get; init; }

    [JsonPropertyName("source")]
    public required string? Source { get; init; }

    [JsonPropertyName("title")]
    public required string? Title { get; init; }

    /// <summary>Gets where the part begins in the text that was remembered, in UTF-16 units.</summary>
    [JsonPropertyName("start")]
    public required int Start { get; init; }

    [JsonPropertyName("page")]
    public required int? Page { get; init; }

    [JsonPropertyName("tags")]
    public required IReadOnlyList<string> Tags { get; init; }
}
