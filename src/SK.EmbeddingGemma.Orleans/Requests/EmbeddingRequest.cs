namespace SK.EmbeddingGemma.Requests;

/// <summary>What a silo is asked to embed. Immutable: nobody changes the texts once they are on their way.</summary>
[GenerateSerializer, Immutable, Alias("embeddinggemma.request")]
internal sealed record EmbeddingRequest
{
    /// <summary>Gets the texts.</summary>
    [Id(0)]
    public required string[] Texts { get; init; }

    /// <summary>Gets the space that the vectors must be of, as <see cref="EmbeddingGemmaSpace.ToString"/> gives it.</summary>
    [Id(1)]
    public required string ExpectedSpace { get; init; }

    /// <summary>Gets the length of a vector; <see langword="null"/> for the silo's own.</summary>
    [Id(2)]
    public int? Dimensions { get; init; }

    /// <summary>Gets the text to put in front; <see langword="null"/> where the call names none.</summary>
    [Id(3)]
    public string? PromptText { get; init; }

    /// <summary>Gets the prompt's name, or <see langword="null"/>.</summary>
    [Id(4)]
    public string? PromptName { get; init; }

    /// <summary>Gets the title of the documents, or <see langword="null"/>.</summary>
    [Id(5)]
    public string? PromptTitle { get; init; }

    /// <summary>Gets whether vectors are brought to length 1; <see langword="null"/> for the model's own way.</summary>
    [Id(6)]
    public bool? Normalizes { get; init; }

    /// <summary>Gets the name of an <see cref="EmbeddingGemmaTruncation"/>; <see langword="null"/> for the silo's own.</summary>
    [Id(7)]
    public string? Truncation { get; init; }

    /// <summary>Gets the model's id as the call names it, or <see langword="null"/>.</summary>
    [Id(8)]
    public string? ModelId { get; init; }

    /// <summary>Gets what tells it from others: each attempt has one of its own.</summary>
    [Id(9)]
    public Guid Id { get; init; }

    /// <summary>Shows counts only: never a text.</summary>
    public override string ToString() => FormattableString.Invariant($"{Texts.Length} texts");
}
