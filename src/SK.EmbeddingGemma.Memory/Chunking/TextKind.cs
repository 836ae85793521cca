namespace SK.EmbeddingGemma;

/// <summary>What a text is, and so where it may be divided.</summary>
public enum TextKind
{
    /// <summary>Prose: paragraphs, sentences, words.</summary>
    Plain = 0,

    /// <summary>Markdown: headings, fenced code and list items count as well.</summary>
    Markdown = 1,

    /// <summary>The source of a program: blank lines, indentation and closing braces count, sentences do not.</summary>
    Code = 2,
}
