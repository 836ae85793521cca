namespace SK.EmbeddingGemma.Clients;

/// <summary>Divides the texts of a call into batches for silos.</summary>
internal static class BatchPlan
{
    /// <summary>The texts of a call that may be a query, as in the local scheduler.</summary>
    public const int QueryTexts = 8;

    /// <summary>The characters of a call that may be a query: those of its 256 tokens, some four to a token.</summary>
    public const int QueryCharacters = 1024;

    /// <summary>The characters after which a batch ends: some 8,000 tokens, a few seconds of work at most.</summary>
    public const int BatchCharacters = 32 * 1024;

    /// <summary>Returns how urgent a call is.</summary>
    public static CallKind KindOf(IReadOnlyList<string> texts) =>
        texts.Count <= QueryTexts && texts.Sum(static text => (long)text.Length) <= QueryCharacters ? CallKind.Query : CallKind.Bulk;

    /// <summary>Returns the first and the count of each batch, in order.</summary>
    public static IEnumerable<(int Start, int Count)> Divide(IReadOnlyList<string> texts, int mostTexts)
    {
        for (var start = 0; start < texts.Count;)
        {
            var end = start;
            long characters = 0;
            while (end < texts.Count && end - start < mostTexts && (end == start || characters + texts[end].Length <= BatchCharacters))
                characters += texts[end++].Length;

            yield return (start, end - start);
            start = end;
        }
    }
}
