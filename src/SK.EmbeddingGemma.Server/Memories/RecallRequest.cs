using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Memories;

/// <summary>What is looked for.</summary>
internal sealed record RecallRequest
{
    [JsonPropertyName("query")]
    public string? Query { get; init; }

    /// <summary>Gets the most texts to return, 1 to 1,000. Default: 5.</summary>
    [JsonPropertyName("top")]
    public int? Top { get; init; }

    /// <summary>Gets <c>vector</c>, the default, or <c>hybrid</c>, by words too.</summary>
    [JsonPropertyName("mode")]
    public string? Mode { get; init; }

    /// <summary>Gets the least cosine, -1 to 1. Default: one calibrated for the model; with <c>hybrid</c> none.</summary>
    [JsonPropertyName("min_score")]
    public double? MinScore { get; init; }

    /// <summary>Gets how much texts are to differ from one another, 0 to 1. Default: 0.</summary>
    [JsonPropertyName("diversity")]
    public double? Diversity { get; init; }

    [JsonPropertyName("source")]
    public string? Source { get; init; }

    [JsonPropertyName("tag")]
    public string? Tag { get; init; }
}
