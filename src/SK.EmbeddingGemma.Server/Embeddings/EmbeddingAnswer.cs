namespace SK.EmbeddingGemma.Server.Embeddings;

/// <summary>The vectors of a request, and what they cost. Immutable.</summary>
internal sealed record EmbeddingAnswer
{
    /// <summary>Gets the vectors, in the order of the texts.</summary>
    public required IReadOnlyList<ReadOnlyMemory<float>> Vectors { get; init; }

    /// <summary>Gets the tokens embedded, prompts and specials included, after cutting.</summary>
    public required long Tokens { get; init; }

    /// <summary>Gets the UTF-16 units of the texts, without prompts and before cutting.</summary>
    public required long Characters { get; init; }

    /// <summary>Gets how many texts were cut.</summary>
    public required int Truncated { get; init; }

    /// <summary>Gets how long the texts were tokenized.</summary>
    public required TimeSpan Tokenization { get; init; }

    /// <summary>Gets how long they waited and were computed.</summary>
    public required TimeSpan Inference { get; init; }
}
