namespace SK.EmbeddingGemma.Requests;

/// <summary>What a silo made of a request.</summary>
[GenerateSerializer, Immutable, Alias("embeddinggemma.answer")]
internal sealed record EmbeddingAnswer
{
    /// <summary>Gets the space of the silo's vectors.</summary>
    [Id(0)]
    public required string Space { get; init; }

    /// <summary>Gets whether the silo embedded nothing, since its space is not the expected one.</summary>
    [Id(1)]
    public bool IsRefused { get; init; }

    /// <summary>Gets all vectors, one after another: floats of 4 bytes, the lowest byte first.</summary>
    [Id(2)]
    public byte[] Vectors { get; init; } = [];

    /// <summary>Gets the length of a vector, in floats.</summary>
    [Id(3)]
    public int Dimensions { get; init; }

    /// <summary>Gets the texts that were cut, and the tokens they had before.</summary>
    [Id(4)]
    public CutText[] Cut { get; init; } = [];

    /// <summary>Gets the tokens fed, prompts and specials included.</summary>
    [Id(5)]
    public long Tokens { get; init; }

    /// <summary>Gets the model's id.</summary>
    [Id(6)]
    public string? ModelId { get; init; }

    /// <summary>Gets when the vectors were made.</summary>
    [Id(7)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the prompt that was put in front.</summary>
    [Id(8)]
    public string? Prompt { get; init; }

    /// <summary>Gets the most tokens of a text that are embedded.</summary>
    [Id(9)]
    public int? MaxTokens { get; init; }
}
