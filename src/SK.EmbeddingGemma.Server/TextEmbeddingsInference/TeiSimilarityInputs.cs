using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>A text, and those that it is compared with.</summary>
internal sealed record TeiSimilarityInputs
{
    [JsonPropertyName("source_sentence")]
    public string? SourceSentence { get; init; }

    [JsonPropertyName("sentences")]
    public IReadOnlyList<string?>? Sentences { get; init; }
}
