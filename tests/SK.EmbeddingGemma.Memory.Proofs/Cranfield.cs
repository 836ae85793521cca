using System.Globalization;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>The Cranfield collection: 1,400 abstracts, 225 queries, and which abstracts answer which.</summary>
internal sealed record Cranfield(IReadOnlyList<(int Id, string Title, string Text)> Documents, IReadOnlyList<string> Queries, IReadOnlyDictionary<int, HashSet<int>> Relevant)
{
    /// <summary>Reads it from the shared folder.</summary>
    public static Cranfield Read()
    {
        var documents = Records("cran.all.1400").Select(record => (record.Id, record.Fields.GetValueOrDefault("T", ""), record.Fields.GetValueOrDefault("W", ""))).ToList(); // two have neither
        var queries = Records("cran.qry").Select(record => record.Fields["W"]).ToList(); // judgements count them from 1, whatever their ids
        var relevant = new Dictionary<int, HashSet<int>>();
        foreach (var line in File.ReadLines(SharedFolder.PathOf("eval/cranfield/cranqrel")))
        {
            var numbers = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            if (numbers is [var query, var document, > 0])
            {
                relevant.TryAdd(query, []);
                relevant[query].Add(document);
            }
        }

        return new(documents, queries, relevant);
    }

    /// <summary>Returns the mean nDCG@10 of the rankings of all queries, with a gain of 1 for what is relevant.</summary>
    public double Ndcg(Func<int, IReadOnlyList<int>> ranking)
    {
        var sum = 0.0;
        foreach (var (query, relevant) in Relevant)
        {
            var gain = ranking(query - 1).Take(10).Select((document, rank) => relevant.Contains(document) ? 1 / Math.Log2(rank + 2) : 0).Sum();
            sum += gain / Enumerable.Range(0, Math.Min(10, relevant.Count)).Sum(rank => 1 / Math.Log2(rank + 2));
        }

        return sum / Relevant.Count;
    }

    private static IEnumerable<(int Id, Dictionary<string, string> Fields)> Records(string file)
    {
        var text = "\n" + File.ReadAllText(SharedFolder.PathOf($"eval/cranfield/{file}"));
        foreach (var record in text.Split("\n.I ", StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = record.Split("\n.");
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var part in parts[1..]) // a few are there twice
                fields.TryAdd(part[..1], part[1..].Trim().ReplaceLineEndings(" "));
            yield return (int.Parse(parts[0].Trim(), CultureInfo.InvariantCulture), fields);
        }
    }
}
