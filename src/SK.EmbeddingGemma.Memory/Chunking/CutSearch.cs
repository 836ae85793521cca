namespace SK.EmbeddingGemma.Chunking;

/// <summary>Looks through the characters of a window for the best place to end a chunk. For one text; not thread-safe.</summary>
internal sealed class CutSearch(string text, TextKind kind)
{
    private readonly Outline _outline = Outline.Read(text, kind);
    private readonly List<Cut> _cuts = [];

    /// <summary>Gets the headings above a position.</summary>
    public IReadOnlyList<string> HeadingsAt(int position) => _outline.HeadingsAt(position);

    /// <summary>Returns where the first character at or behind a position is that is not white space: the text's length where none is.</summary>
    public int SkipWhite(int position)
    {
        while (position < text.Length)
        {
            var length = GraphemeEnds.LengthAt(text, position);
            if (!IsWhite(position, length))
                return position;
            position += length;
        }

        return text.Length;
    }

    /// <summary>Finds all places from <paramref name="start"/> to <paramref name="limit"/> where the text may be divided.</summary>
    public void Read(int start, int limit)
    {
        _cuts.Clear();
        var next = _outline.FirstAt(start);
        var (position, end) = (start, start);
        while (position < limit)
        {
            var length = GraphemeEnds.LengthAt(text, position);
            if (position + length > limit)
                break;
            var white = IsWhite(position, length);
            if (!white && position > start)
                _cuts.Add(new(position, end, LevelAt(position, start, end, ref next)));
            position += length;
            if (!white)
                end = position;
        }

        if (position > start && end > start)
            AddLast(position, start, end, ref next);
    }

    /// <summary>
    /// Returns the best of the places that were read: the first heading behind <paramref name="firstHeading"/>, else the last place of the best level behind
    /// <paramref name="first"/>, else the last place; <see langword="null"/> where none is behind <paramref name="least"/>.
    /// </summary>
    public Cut? Best(int least, int firstHeading, int first)
    {
        Cut? best = null;
        foreach (var cut in _cuts)
        {
            if (cut.Position <= least || cut.End <= least)
                continue;
            if (cut.Level == BoundaryLevel.Heading && cut.Position >= firstHeading)
                return cut;
            if (best is not { } known || cut.Position < first || cut.Level >= known.Level || known.Position < first)
                best = cut;
        }

        return best;
    }

    /// <summary>Returns the first heading that was read at or behind a position, or <see langword="null"/>.</summary>
    public Cut? FirstHeading(int position)
    {
        foreach (var cut in _cuts)
        {
            if (cut.Level == BoundaryLevel.Heading && cut.Position >= position)
                return cut;
        }

        return null;
    }

    /// <summary>Returns where the best of the places from <paramref name="from"/> to before <paramref name="end"/> is, of equal ones the first; <paramref name="end"/> where none is.</summary>
    public int BestStart(int from, int end)
    {
        var (best, level) = (end, BoundaryLevel.Grapheme - 1);
        foreach (var cut in _cuts)
        {
            if (cut.Position >= from && cut.Position < end && cut.Level > level)
                (best, level) = (cut.Position, cut.Level);
        }

        return best;
    }

    private void AddLast(int position, int start, int end, ref int next)
    {
        var following = SkipWhite(position);
        if (following > position || end < position || following == text.Length)
            _cuts.Add(new(following, end, following == text.Length ? BoundaryLevel.Paragraph : LevelAt(following, start, end, ref next)));
        else
            _cuts.Add(new(position, end, LevelAt(position, start, end, ref next)));
    }

    private BoundaryLevel LevelAt(int position, int start, int end, ref int next)
    {
        if (_outline.LevelAt(position, ref next) is { } level)
            return level;
        if (end == position)
            return kind != TextKind.Code && SentenceEnd.IsWide(text[position - 1]) ? BoundaryLevel.Sentence : BoundaryLevel.Grapheme;
        return kind != TextKind.Code && SentenceEnd.IsBetween(text, start, end, position) ? BoundaryLevel.Sentence : BoundaryLevel.Word;
    }

    private bool IsWhite(int position, int length) => text.AsSpan(position, length).IsWhiteSpace();
}
