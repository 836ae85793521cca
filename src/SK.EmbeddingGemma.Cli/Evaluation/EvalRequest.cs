namespace SK.EmbeddingGemma.Cli;

/// <summary>What is to be measured.</summary>
internal sealed record EvalRequest
{
    /// <summary>Gets the names, types or beginnings of tasks; <c>all</c> for all.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Gets the folder of data sets.</summary>
    public required string Data { get; init; }

    /// <summary>Gets the lengths of vectors; empty for those that the model was trained for.</summary>
    public required IReadOnlyList<int> Dimensions { get; init; }

    /// <summary>Gets the number formats; <see langword="null"/> among them is the model's own.</summary>
    public required IReadOnlyList<EmbeddingGemmaPrecision?> Precisions { get; init; }

    /// <summary>Gets the model that is compared with, or <see langword="null"/>.</summary>
    public required string? Compare { get; init; }

    /// <summary>Gets what finds documents.</summary>
    public required EvaluationSearch Search { get; init; }

    /// <summary>Gets how many texts a label classification learns from.</summary>
    public required int SamplesPerLabel { get; init; }

    /// <summary>Gets the most tokens of a text.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Gets the folder for reports, or <see langword="null"/>.</summary>
    public required string? Out { get; init; }

    /// <summary>Gets the folder that keeps vectors; <see langword="null"/> for the default.</summary>
    public required string? Vectors { get; init; }

    /// <summary>Gets whether the relevance floor is measured instead.</summary>
    public required bool Calibrates { get; init; }
}
