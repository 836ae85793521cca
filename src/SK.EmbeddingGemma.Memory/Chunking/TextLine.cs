namespace SK.EmbeddingGemma.Chunking;

/// <summary>A line of a text, without what ends it.</summary>
internal readonly ref struct TextLine
{
    private const int TabWidth = 4;

    /// <param name="start">Where the line begins in the text, in UTF-16 units.</param>
    /// <param name="content">The line.</param>
    public TextLine(int start, ReadOnlySpan<char> content)
    {
        var trimmed = content.TrimStart();
        ContentStart = start + content.Length - trimmed.Length;
        foreach (var space in content[..(content.Length - trimmed.Length)])
            Indent += space == '\t' ? TabWidth : 1;
        Content = trimmed.TrimEnd();
    }

    /// <summary>Gets where the first character that is no white space is in the text.</summary>
    public int ContentStart { get; }

    /// <summary>Gets the line without the white space around it.</summary>
    public ReadOnlySpan<char> Content { get; }

    /// <summary>Gets the columns before the content; a tab counts as four.</summary>
    public int Indent { get; }

    /// <summary>Gets whether there is nothing but white space.</summary>
    public bool IsBlank => Content.IsEmpty;
}
