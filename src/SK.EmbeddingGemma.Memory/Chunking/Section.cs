namespace SK.EmbeddingGemma.Chunking;

/// <summary>The part of a text under a heading. Immutable.</summary>
/// <param name="Start">Where the heading begins, in UTF-16 units.</param>
/// <param name="Headings">The heading and those above it, the outermost first.</param>
internal sealed record Section(int Start, IReadOnlyList<string> Headings);
