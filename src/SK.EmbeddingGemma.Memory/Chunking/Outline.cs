namespace SK.EmbeddingGemma.Chunking;

/// <summary>What the lines of a text say of its structure. Read in one pass; immutable.</summary>
internal sealed class Outline
{
    private readonly List<Boundary> _boundaries;
    private readonly List<Section> _sections;

    private Outline(List<Boundary> boundaries, List<Section> sections)
    {
        _boundaries = boundaries;
        _sections = sections;
    }

    /// <summary>Reads the outline of a text.</summary>
    public static Outline Read(string text, TextKind kind)
    {
        List<Boundary> boundaries = [];
        List<Section> sections = [];
        switch (kind)
        {
            case TextKind.Markdown:
                new MarkdownLines(text, boundaries, sections).Read();
                break;
            case TextKind.Code:
                CodeLines.Read(text, boundaries);
                break;
            default:
                ReadParagraphs(text, boundaries);
                break;
        }

        return new(boundaries, sections);
    }

    /// <summary>Returns the place in the list of the first boundary at or behind a position.</summary>
    public int FirstAt(int position)
    {
        var (low, high) = (0, _boundaries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_boundaries[middle].Position < position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Returns the level of a boundary if it is at that position; <paramref name="next"/> moves behind what lies before.</summary>
    public BoundaryLevel? LevelAt(int position, ref int next)
    {
        while (next < _boundaries.Count && _boundaries[next].Position < position)
            next++;
        return next < _boundaries.Count && _boundaries[next].Position == position ? _boundaries[next].Level : null;
    }

    /// <summary>Returns the headings above a position, the outermost first; none above the first heading.</summary>
    public IReadOnlyList<string> HeadingsAt(int position)
    {
        var (low, high) = (0, _sections.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sections[middle].Start <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? [] : _sections[low - 1].Headings;
    }

    private static void ReadParagraphs(string text, List<Boundary> boundaries)
    {
        var afterBlank = false;
        foreach (var line in new TextLines(text))
        {
            if (!line.IsBlank && afterBlank)
                boundaries.Add(new(line.ContentStart, BoundaryLevel.Paragraph));
            afterBlank = line.IsBlank;
        }
    }
}
