namespace SK.EmbeddingGemma.Data;

/// <summary>Which documents answer which query, as it is read.</summary>
internal sealed class JudgementTable
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, int>> _byQuery = new(StringComparer.Ordinal);

    /// <summary>Gets the grades by query and document; above 0 for what is relevant.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> ByQuery => _byQuery;

    /// <summary>Sets a grade; of several for one pair the last counts.</summary>
    public void Set(string query, string document, int grade)
    {
        if (!_byQuery.TryGetValue(query, out var own))
            _byQuery.Add(query, own = new Dictionary<string, int>(StringComparer.Ordinal));
        ((Dictionary<string, int>)own)[document] = grade;
    }
}
