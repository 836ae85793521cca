namespace SK.EmbeddingGemma.Ingestion;

/// <summary>The text of a file. Immutable.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Title">The title that the document gives itself, or <see langword="null"/>.</param>
internal sealed record ExtractedText(string Text, TextKind Kind, string? Title)
{
    /// <summary>Gets where each page begins in the text, in UTF-16 units; empty where there are no pages.</summary>
    public IReadOnlyList<int> PageStarts { get; init; } = [];

    /// <summary>Returns the page of a position, from 1; <see langword="null"/> where there are no pages.</summary>
    public int? PageAt(int position)
    {
        var page = 0;
        while (page < PageStarts.Count && PageStarts[page] <= position)
            page++;
        return page == 0 ? null : page;
    }
}
