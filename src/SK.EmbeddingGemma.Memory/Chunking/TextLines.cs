namespace SK.EmbeddingGemma.Chunking;

/// <summary>The lines of a text in turn, however they end.</summary>
internal ref struct TextLines(string text)
{
    private int _next;

    /// <summary>Gets the line.</summary>
    public TextLine Current { get; private set; }

    public readonly TextLines GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= text.Length)
            return false;

        var start = _next;
        var rest = text.AsSpan(start);
        var length = rest.IndexOfAny('\n', '\r');
        if (length < 0)
        {
            length = rest.Length;
            _next = text.Length;
        }
        else
        {
            _next = start + length + (rest[length..].StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1);
        }

        Current = new TextLine(start, rest[..length]);
        return true;
    }
}
