using System.Globalization;
using System.Text.RegularExpressions;
using SK.EmbeddingGemma.Tasks;

namespace SK.EmbeddingGemma.Data;

/// <summary>The Cranfield collection in SMART's format: <c>cran.all.1400</c>, <c>cran.qry</c> and <c>cranqrel</c>.</summary>
internal static partial class CranfieldFolder
{
    private const string Documents = "cran.all.1400";
    private const string Queries = "cran.qry";
    private const string Judgements = "cranqrel";

    /// <summary>Returns the task of finding the abstracts that answer a question.</summary>
    public static IEnumerable<EvaluationTask> Find(string folder, string name) => new[] { Documents, Queries, Judgements }.All(file => File.Exists(Path.Combine(folder, file)))
        ? [new(name, EvaluationTaskType.Retrieval, "test", _ => Task.FromResult<TaskData>(Read(folder))) { Language = "en" }]
        : [];

    private static RetrievalData Read(string folder)
    {
        // An abstract's text begins with its title; the few without a text have a title, or neither.
        var documents = Records(folder, Documents).Select(record => new RetrievalDocument(record.Id, new(Body(record.Fields), EmbeddingGemmaPrompt.Document())));
        // Judgements count the queries from 1 in their order, whatever their ids.
        var queries = Records(folder, Queries).Select((record, i) => new RetrievalDocument((i + 1).ToString(CultureInfo.InvariantCulture), new(record.Fields.GetValueOrDefault("W", ""), EmbeddingGemmaPrompt.Query)));
        return new RetrievalData([.. documents], queries, ReadJudgements(folder));
    }

    private static string Body(Dictionary<string, string> fields) => fields.GetValueOrDefault("W", "") is { Length: > 0 } text ? text : fields.GetValueOrDefault("T", "");

    private static IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> ReadJudgements(string folder)
    {
        var judgements = new JudgementTable();
        var line = 0;
        foreach (var text in File.ReadLines(Path.Combine(folder, Judgements)))
        {
            line++;
            if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var query, var document, var grade] || !int.TryParse(grade, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{Judgements}, line {line}: three numbers belong there, of a query, a document and a grade. Get the file again."));
            judgements.Set(query, document, value > 0 ? 1 : 0); // grades count down from 4, so that they are no gains; -1 is of no interest
        }

        return judgements.ByQuery;
    }

    private static IEnumerable<(string Id, Dictionary<string, string> Fields)> Records(string folder, string file)
    {
        var text = "\n" + File.ReadAllText(Path.Combine(folder, file)).ReplaceLineEndings("\n");
        if (!text.StartsWith("\n.I ", StringComparison.Ordinal))
            throw new InvalidDataException($"{file} does not begin with '.I': it is no file of the Cranfield collection. Get it again.");
        foreach (var record in text.Split("\n.I ", StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = record.Split("\n.");
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var part in parts[1..].Where(part => part.Length > 0)) // a field may be there twice: the first counts
                fields.TryAdd(part[..1], Spaces().Replace(part[1..], " ").Trim());
            yield return (parts[0].Trim(), fields);
        }
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
