using System.Text.Json.Serialization;

namespace SK.EmbeddingGemma.Server.TextEmbeddingsInference;

/// <summary>What the server is: the members of the original, and the prompts, which that does not tell.</summary>
internal sealed record TeiInfo
{
    [JsonPropertyName("model_id")]
    public required string ModelId { get; init; }

    [JsonPropertyName("model_sha")]
    public required string? ModelSha { get; init; }

    [JsonPropertyName("model_dtype")]
    public required string ModelDtype { get; init; }

    [JsonPropertyName("served_model_name")]
    public required string ServedModelName { get; init; }

    [JsonPropertyName("model_type")]
    public TeiModelType ModelType { get; } = new(new("mean"));

    [JsonPropertyName("max_concurrent_requests")]
    public required int MaxConcurrentRequests { get; init; }

    [JsonPropertyName("max_input_length")]
    public required int MaxInputLength { get; init; }

    [JsonPropertyName("max_batch_tokens")]
    public required int MaxBatchTokens { get; init; }

    [JsonPropertyName("max_batch_requests")]
    public int? MaxBatchRequests { get; init; }

    [JsonPropertyName("max_client_batch_size")]
    public required int MaxClientBatchSize { get; init; }

    [JsonPropertyName("auto_truncate")]
    public required bool AutoTruncate { get; init; }

    [JsonPropertyName("tokenization_workers")]
    public required int TokenizationWorkers { get; init; }

    [JsonPropertyName("version")]
    public required string Version { get; init; }

    [JsonPropertyName("sha")]
    public string? Sha { get; init; }

    [JsonPropertyName("docker_label")]
    public string? DockerLabel { get; init; }

    /// <summary>Gets the width of a vector, in floats.</summary>
    [JsonPropertyName("dimensions")]
    public required int Dimensions { get; init; }

    /// <summary>Gets the names of the prompts.</summary>
    [JsonPropertyName("prompts")]
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>Gets the name of the prompt of requests that name none; <see langword="null"/> where it has none.</summary>
    [JsonPropertyName("default_prompt_name")]
    public required string? DefaultPromptName { get; init; }

    /// <summary>Gets its text.</summary>
    [JsonPropertyName("default_prompt")]
    public required string DefaultPrompt { get; init; }
}
