namespace SK.EmbeddingGemma;

/// <summary>A part of a text that is embedded by itself. Immutable.</summary>
/// <param name="Text">The part: exactly the text's characters from <paramref name="Start"/> on; neither empty nor surrounded by white space.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 units.</param>
/// <param name="TokenCount">What it costs the model, in tokens: its own, those of the document prompt with its title, and the two that enclose a text.</param>
/// <param name="Title">The document's title and the headings above the part, joined by " > "; <see langword="null"/> where there are none.</param>
public sealed record TextChunk(string Text, int Start, int TokenCount, string? Title)
{
    /// <summary>Gets the length of <see cref="Text"/>, in UTF-16 units.</summary>
    public int Length => Text.Length;

    /// <summary>Returns place and cost; never the text.</summary>
    public override string ToString() => FormattableString.Invariant($"[{Start}, {Start + Length}), {TokenCount} tokens");
}
