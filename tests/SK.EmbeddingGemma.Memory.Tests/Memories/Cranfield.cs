using System.Globalization;
using System.Text.Json;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Memories;

/// <summary>Abstracts about aerodynamics, questions about them and who answers which; and questions of programmers, which none answers.</summary>
internal static class Cranfield
{
    public static List<(string Id, string Title, string Text)> Documents() =>
        [.. Entries("cran.all.1400").Select(entry => (entry.Id, Title: Field(entry.Body, ".T"), Text: Field(entry.Body, ".W"))).Where(document => document.Text.Length > 0)];

    public static List<string> Queries() => [.. Entries("cran.qry").Select(entry => Field(entry.Body, ".W"))];

    /// <summary>Returns the documents that answer the query of that place, from 0.</summary>
    public static ILookup<int, string> Relevant() =>
        File.ReadLines(PathOf("cranqrel")).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length == 3 && parts[2] is "1" or "2" or "3" or "4")
            .ToLookup(parts => int.Parse(parts[0], CultureInfo.InvariantCulture) - 1, parts => parts[1]);

    public static List<string> OtherQueries()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedFolder.PathOf("eval/cosqa/cosqa-dev.json")));
        return [.. file.RootElement.EnumerateArray().Select(entry => entry.GetProperty("doc").GetString()!).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<(string Id, string Body)> Entries(string name) =>
        File.ReadAllText(PathOf(name)).Replace("\r", "", StringComparison.Ordinal).Split("\n.I ", StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.StartsWith(".I ", StringComparison.Ordinal) ? entry[3..] : entry)
            .Select(entry => (entry[..entry.IndexOf('\n', StringComparison.Ordinal)].Trim(), entry));

    private static string Field(string entry, string name)
    {
        var start = entry.IndexOf($"\n{name}\n", StringComparison.Ordinal);
        if (start < 0)
            return "";
        var body = entry[(start + name.Length + 2)..];
        var end = body.IndexOf("\n.", StringComparison.Ordinal);
        return (end < 0 ? body : body[..end]).Replace('\n', ' ').Trim();
    }

    private static string PathOf(string name) => SharedFolder.PathOf($"eval/cranfield/{name}");
}
