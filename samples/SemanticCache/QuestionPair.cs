/// <summary>Two questions, and whether one answer serves both.</summary>
internal sealed record QuestionPair(string First, string Second, bool MeansTheSame)
{
    /// <summary>Reads pairs from lines of three columns, parted by tabs: 1 or 0, and the questions.</summary>
    public static IReadOnlyList<QuestionPair> Read(string path) =>
        [.. File.ReadLines(path).Select(line => line.Split('\t')).Select(cells => new QuestionPair(cells[1], cells[2], cells[0] == "1"))];
}
