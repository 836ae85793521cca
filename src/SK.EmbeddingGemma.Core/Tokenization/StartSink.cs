namespace SK.EmbeddingGemma.Tokenization;

/// <summary>Remembers where the last tokens of a text start, as many as are asked for.</summary>
/// <param name="maxCount">The number of tokens to remember.</param>
internal struct StartSink(int maxCount) : ITokenSink
{
    private readonly Queue<int> _starts = new();
    private int _lastForgotten = -1;

    public bool Add(int id, int start, int end)
    {
        if (_starts.Count == maxCount)
        {
            _lastForgotten = _starts.Dequeue();
        }

        _starts.Enqueue(start);
        return true;
    }

    public bool AddBytes(ReadOnlySpan<int> ids, int start, int end)
    {
        foreach (var id in ids)
        {
            Add(id, start, end);
        }

        return true;
    }

    /// <summary>Returns where the remembered tokens start, without the rest of a character whose first bytes were forgotten.</summary>
    /// <param name="length">The length of the text.</param>
    /// <param name="count">The number of tokens from there to the text's end.</param>
    public readonly int Cut(int length, out int count)
    {
        while (_starts.Count > 0 && _starts.Peek() == _lastForgotten)
        {
            _starts.Dequeue();
        }

        count = _starts.Count;
        return count > 0 ? _starts.Peek() : length;
    }
}
