using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.Ollama;

/// <summary>The one of Ollama's model options that concerns embeddings.</summary>
internal sealed record OllamaOptions
{
    /// <summary>Gets the most tokens of a text; a model's own limit is never raised.</summary>
    [JsonPropertyName("num_ctx")]
    public int? NumCtx { get; init; }
}
