using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.OpenAI;

/// <summary>The tokens of a request, all its texts together.</summary>
internal sealed record OpenAIUsage([property: JsonPropertyName("prompt_tokens")] long PromptTokens, [property: JsonPropertyName("total_tokens")] long TotalTokens);
