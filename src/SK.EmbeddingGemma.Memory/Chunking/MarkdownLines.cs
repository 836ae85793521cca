namespace SK.EmbeddingGemma.Chunking;

/// <summary>Reads the structure of a Markdown text: headings, paragraphs, items of lists, fenced code. For one text.</summary>
internal sealed class MarkdownLines(string text, List<Boundary> boundaries, List<Section> sections)
{
    private const int DeepestHeading = 6;
    private const int LongestHeading = 200;

    private readonly string?[] _path = new string?[DeepestHeading];
    private bool _afterBlank = true;
    private char _fence;
    private int _fenceLength;
    private int _paragraphStart = -1;
    private int _paragraphEnd;

    public void Read()
    {
        foreach (var line in new TextLines(text))
        {
            if (line.IsBlank)
            {
                _afterBlank = true;
                _paragraphStart = -1;
            }
            else
            {
                ReadLine(line);
            }
        }
    }

    private void ReadLine(TextLine line)
    {
        var fence = FenceLength(line);
        if (_fence != 0)
        {
            if (_afterBlank)
                boundaries.Add(new(line.ContentStart, BoundaryLevel.Line));
            var closes = fence >= _fenceLength && line.Content[0] == _fence && line.Content.Length == fence;
            _afterBlank = closes;
            if (closes)
                _fence = '\0';
            return;
        }

        if (fence > 0)
        {
            (_fence, _fenceLength) = (line.Content[0], fence);
            Add(line.ContentStart, BoundaryLevel.Paragraph);
            _paragraphStart = -1;
        }
        else if (HeadingDepth(line) is var depth and > 0)
        {
            AddHeading(line.ContentStart, depth, line.Content[depth..].Trim().TrimEnd('#').TrimEnd());
            _afterBlank = true; // what follows is a paragraph of its own
            _paragraphStart = -1;
            return;
        }
        else if (UnderlineDepth(line) is var underline and > 0 && _paragraphStart >= 0)
        {
            AddHeading(_paragraphStart, underline, text.AsSpan(_paragraphStart, _paragraphEnd - _paragraphStart));
            _afterBlank = true;
            _paragraphStart = -1;
            return;
        }
        else
        {
            ReadProse(line);
        }

        _afterBlank = false;
    }

    private void ReadProse(TextLine line)
    {
        if (_afterBlank)
            Add(line.ContentStart, BoundaryLevel.Paragraph);
        else if (IsItem(line.Content))
            Add(line.ContentStart, BoundaryLevel.Line);

        // only the one line of a paragraph can be underlined to a heading
        _paragraphStart = _afterBlank ? line.ContentStart : -1;
        _paragraphEnd = line.ContentStart + line.Content.Length;
    }

    private void AddHeading(int position, int depth, ReadOnlySpan<char> heading)
    {
        Add(position, BoundaryLevel.Heading);
        _path[depth - 1] = heading.IsEmpty ? null : GraphemeEnds.Prefix(heading, LongestHeading).ToString();
        Array.Clear(_path, depth, DeepestHeading - depth);
        sections.Add(new(position, [.. _path.OfType<string>()]));
    }

    private void Add(int position, BoundaryLevel level)
    {
        if (boundaries.Count > 0 && boundaries[^1].Position == position)
            boundaries[^1] = new(position, level);
        else
            boundaries.Add(new(position, level));
    }

    private static int HeadingDepth(TextLine line)
    {
        var depth = line.Content.IndexOfAnyExcept('#');
        depth = depth < 0 ? line.Content.Length : depth;
        return depth is >= 1 and <= DeepestHeading && line.Indent < 4 && (line.Content.Length == depth || char.IsWhiteSpace(line.Content[depth])) ? depth : 0;
    }

    private static int UnderlineDepth(TextLine line) =>
        line.Indent >= 4 ? 0
        : !line.Content.ContainsAnyExcept('=') ? 1
        : line.Content.Length >= 2 && !line.Content.ContainsAnyExcept('-') ? 2
        : 0;

    private static int FenceLength(TextLine line)
    {
        if (line.Indent >= 4 || line.Content[0] is not ('`' or '~'))
            return 0;
        var length = line.Content.IndexOfAnyExcept(line.Content[0]);
        length = length < 0 ? line.Content.Length : length;
        return length >= 3 ? length : 0;
    }

    private static bool IsItem(ReadOnlySpan<char> content)
    {
        if (content.Length > 2 && content[0] is '-' or '*' or '+' or '|')
            return content[0] == '|' || content[1] == ' ';
        var digits = content.IndexOfAnyExceptInRange('0', '9');
        return digits is > 0 and < 10 && content.Length > digits + 1 && content[digits] is '.' or ')' && content[digits + 1] == ' ';
    }
}
