namespace SK.EmbeddingGemma.Graphs;

/// <summary>
/// The texts by which a conversion finds out what the inputs of a model's layers look like: written for this, in some thirty languages and in code. Each comes as a document
/// and with one of the other prompts, and some behind one another as long documents.
/// </summary>
internal static class CalibrationTexts
{
    private const string Resource = "SK.EmbeddingGemma.CalibrationTexts.txt";

    // Where long documents begin, and how many tokens they have: beyond the window of local layers, and on both sides of it.
    private static readonly (int Start, int Length)[] LongDocuments = [(0, 1500), (1500, 700), (2200, 900), (700, 450), (1100, 350)];

    private static readonly EmbeddingGemmaPrompt[] OtherPrompts =
    [
        EmbeddingGemmaPrompt.Query, EmbeddingGemmaPrompt.SentenceSimilarity, EmbeddingGemmaPrompt.Classification, EmbeddingGemmaPrompt.Clustering,
        EmbeddingGemmaPrompt.CodeRetrieval, EmbeddingGemmaPrompt.None,
    ];

    /// <summary>Returns the token ids of all texts, each with both special tokens.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="maxTokens">The most tokens of a text, at least 2.</param>
    public static IReadOnlyList<int[]> Encode(EmbeddingGemmaTokenizer tokenizer, int maxTokens)
    {
        var (texts, encoded, document) = (Read(), new List<int[]>(), EmbeddingGemmaPrompt.Document().Text);
        for (var i = 0; i < texts.Length; i++)
        {
            encoded.Add(Ids(document + texts[i]));
            encoded.Add(Ids(OtherPrompts[i % OtherPrompts.Length].Text + texts[i]));
        }

        var all = texts.SelectMany(text => Ids(document + text)[1..^1]).ToArray();
        encoded.AddRange(LongDocuments.Where(part => part.Start < all.Length).Select(part => Whole(all.AsSpan(part.Start, Math.Min(part.Length, all.Length - part.Start)))));
        return encoded;

        int[] Ids(string text) => tokenizer.EncodeForModel(text, maxTokens).Ids.ToArray();

        int[] Whole(ReadOnlySpan<int> ids) => [tokenizer.BosTokenId, .. ids[..Math.Min(ids.Length, maxTokens - 2)], tokenizer.EosTokenId];
    }

    /// <summary>Returns the texts, which blank lines part.</summary>
    private static string[] Read()
    {
        using var stream = typeof(CalibrationTexts).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the library.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
