namespace SK.EmbeddingGemma.Chunking;

/// <summary>Reads the structure of a program from what most languages share: blank lines, indentation, and lines that close a block.</summary>
internal static class CodeLines
{
    private const int MemberIndent = 4;

    /// <summary>Adds the boundaries of a program.</summary>
    public static void Read(string text, List<Boundary> boundaries)
    {
        var separated = true; // by a blank line, or by the end of a block
        foreach (var line in new TextLines(text))
        {
            if (line.IsBlank)
            {
                separated = true;
                continue;
            }

            var closes = Closes(line.Content);
            if (!closes) // a closing line stays with what it closes
                boundaries.Add(new(line.ContentStart, LevelOf(line.Indent, separated)));
            separated = closes;
        }
    }

    private static BoundaryLevel LevelOf(int indent, bool separated) =>
        !separated ? BoundaryLevel.Line
        : indent == 0 ? BoundaryLevel.Paragraph
        : indent <= MemberIndent ? BoundaryLevel.Block
        : BoundaryLevel.Sentence;

    private static bool Closes(ReadOnlySpan<char> content) =>
        content[0] is '}' or ')' or ']' || content is "end" or "end;" or "fi" or "done" or "esac";
}
