namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>What a request asks for, whatever its dialect. Immutable.</summary>
internal sealed record EmbeddingCall
{
    /// <summary>Gets the texts.</summary>
    public required IReadOnlyList<InputItem> Inputs { get; init; }

    /// <summary>Gets what to put in front of each.</summary>
    public required string Prompt { get; init; }

    /// <summary>Gets whether texts that are too long are cut, or else refused.</summary>
    public required bool Truncates { get; init; }

    /// <summary>Gets whether they lose their beginning, or else their end.</summary>
    public bool KeepsEnd { get; init; }

    /// <summary>Gets the most tokens of a text; <see langword="null"/> for as many as the model takes.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Gets the length of the vectors; <see langword="null"/> for the model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Gets whether vectors are brought to length 1.</summary>
    public bool Normalizes { get; init; } = true;
}
