namespace SK.EmbeddingGemma.Chunking;

/// <summary>How good a place is to divide a text, the best last.</summary>
internal enum BoundaryLevel
{
    /// <summary>Between two characters as a reader sees them.</summary>
    Grapheme,

    /// <summary>Before a word.</summary>
    Word,

    /// <summary>Before a line of code or an item of a list.</summary>
    Line,

    /// <summary>Before a sentence.</summary>
    Sentence,

    /// <summary>Before a member of a type, or an inner block of code.</summary>
    Block,

    /// <summary>Before a paragraph, or a function or type at the left margin.</summary>
    Paragraph,

    /// <summary>Before a heading.</summary>
    Heading,
}
