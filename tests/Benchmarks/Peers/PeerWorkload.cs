namespace SK.EmbeddingGemma.Benchmarks.Peers;

/// <summary>Texts that all runners embed.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Texts">The texts.</param>
/// <param name="TokenCount">Their tokens, specials included.</param>
internal sealed record PeerWorkload(string Name, IReadOnlyList<string> Texts, int TokenCount)
{
    /// <summary>Gets whether this is one text, whose time is a latency.</summary>
    public bool IsSingle => Texts.Count == 1;

    /// <summary>Returns all workloads: single texts, and mixed documents.</summary>
    public static PeerWorkload[] All(EmbeddingGemmaTokenizer tokenizer, int maxTokens)
    {
        var texts = new SeededTexts(tokenizer);
        return
        [
            .. Workloads.Lengths.Where(tokens => tokens <= maxTokens).Select(tokens => new PeerWorkload(FormattableString.Invariant($"{tokens:N0} tokens"), [texts.OfTokens(tokens)], tokens)),
            new($"{Workloads.DocumentCount} documents of {Workloads.MeanTokens} tokens on average", texts.Documents(Workloads.DocumentCount, Workloads.MeanTokens), Workloads.DocumentCount * Workloads.MeanTokens),
        ];
    }
}
