using System.Text.Json.Serialization;
using SK.EmbeddingGemma.Server.Embeddings;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>What is to be tokenized.</summary>
internal sealed record TeiTokenizeRequest
{
    [JsonPropertyName("inputs")]
    public EmbeddingInput? Inputs { get; init; }

    [JsonPropertyName("add_special_tokens")]
    public bool? AddSpecialTokens { get; init; }

    [JsonPropertyName("prompt_name")]
    public string? PromptName { get; init; }
}
