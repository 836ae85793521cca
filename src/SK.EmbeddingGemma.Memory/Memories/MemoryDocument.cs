namespace SK.EmbeddingGemma.Memories;

/// <summary>A text with its parts, on its way into the memory. Immutable.</summary>
internal sealed record MemoryDocument
{
    /// <summary>Gets the key: the same for the same text of the same place.</summary>
    public required string Key { get; init; }

    /// <summary>Gets where it comes from, or <see langword="null"/>.</summary>
    public required string? Source { get; init; }

    /// <summary>Gets the folder it was found in, as a full path; <see langword="null"/> for what was told.</summary>
    public required string? Root { get; init; }

    /// <summary>Gets what changes when the text, its division or the model does.</summary>
    public required string Hash { get; init; }

    /// <summary>Gets the tags.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Gets the parts.</summary>
    public required IReadOnlyList<TextChunk> Chunks { get; init; }

    /// <summary>Gets the page of each part, from 1, or <see langword="null"/>.</summary>
    public Func<int, int?> PageAt { get; init; } = static _ => null;
}
