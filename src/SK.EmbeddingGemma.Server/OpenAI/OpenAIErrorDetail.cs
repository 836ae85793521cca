using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>A fault. All four members are always written.</summary>
internal sealed record OpenAIErrorDetail
{
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    [JsonPropertyName("type")]
    public required string Type { get; init; }

    [JsonPropertyName("param")]
    public required string? Param { get; init; }

    [JsonPropertyName("code")]
    public required string? Code { get; init; }
}
