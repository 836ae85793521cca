namespace SK.EmbeddingGemma;

/// <summary>A text that was recalled: a whole one, or the part of a longer one that fits the query. Immutable.</summary>
public sealed record RecalledText
{
    /// <summary>Gets the key of the remembered text or file, for <see cref="TextMemory.ForgetAsync"/>.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the cosine of the query's vector and the text's, from -1 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Gets where it comes from: for a file its path in the folder; <see langword="null"/> where nothing was said.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the title of the whole and the headings above the part, joined by " > "; <see langword="null"/> where there are none.</summary>
    public string? Title { get; init; }

    /// <summary>Gets where the part begins in the text that was remembered, or extracted from the file, in UTF-16 units.</summary>
    public int Start { get; init; }

    /// <summary>Gets the page it begins on, from 1; <see langword="null"/> where there are no pages.</summary>
    public int? Page { get; init; }

    /// <summary>Gets the tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Returns score and place; never the text.</summary>
    public override string ToString() => FormattableString.Invariant($"{Score:F3} {Source}@{Start}");
}
