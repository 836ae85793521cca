namespace SK.EmbeddingGemma.Cli;

/// <summary>Ranks documents for queries as they come; keeps only the best. Not thread-safe.</summary>
/// <param name="queries">The queries.</param>
/// <param name="top">The most hits of a query to keep, at least 1.</param>
internal sealed class DocumentSearch(IReadOnlyList<EmbeddedText> queries, int top)
{
    /// <summary>What is kept of a whole file, in UTF-16 units: enough for its first words.</summary>
    private const int KeptOfFile = 1024;

    private readonly Ranking[] _rankings = [.. queries.Select(_ => new Ranking(top))];

    /// <summary>Gets the number of documents so far.</summary>
    public long DocumentCount { get; private set; }

    /// <summary>Gets what is known of documents that were cut.</summary>
    public TruncationNote Truncation { get; } = new();

    /// <summary>Ranks documents.</summary>
    public void Add(IReadOnlyList<EmbeddedText> documents)
    {
        foreach (var document in documents)
        {
            DocumentCount++;
            Truncation.Count(document.Tokens);
            var kept = Kept(document.Input);
            for (var i = 0; i < _rankings.Length; i++)
                _rankings[i].Add(new(Cosine.Of(queries[i].Vector.Span, document.Vector.Span), kept, document.Tokens.TruncatedFrom));
        }
    }

    /// <summary>Returns the hits of each query in turn, the best first, and forgets them.</summary>
    public IEnumerable<RankedHit> TakeBest() =>
        queries.SelectMany((query, i) => _rankings[i].TakeBest().Select((hit, place) => new RankedHit(query.Input.Text, place + 1, hit)));

    private static InputText Kept(InputText document) => document.Path is not null && document.Text.Length > KeptOfFile
        ? document with { Text = document.Text[..KeptOfFile] }
        : document;
}
