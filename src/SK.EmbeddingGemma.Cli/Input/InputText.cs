namespace SK.EmbeddingGemma.Cli;

/// <summary>A text to embed, with what its line says about it. Immutable.</summary>
/// <param name="Text">The text, possibly with lone surrogates.</param>
internal sealed record InputText(string Text)
{
    /// <summary>Gets the prompt to use exactly as it is, possibly empty; <see langword="null"/> for the command's.</summary>
    public string? Prompt { get; init; }

    /// <summary>Gets the title that makes the text a document, or <see langword="null"/>.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the number of the line, from 1; <see langword="null"/> for a whole file or an argument.</summary>
    public long? Line { get; init; }

    /// <summary>Gets the path of the file that the text is, relative to the folder that is searched; <see langword="null"/> for other texts.</summary>
    public string? Path { get; init; }
}
