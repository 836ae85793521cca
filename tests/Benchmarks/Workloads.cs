namespace SK.EmbeddingGemma.Benchmarks;

/// <summary>What is measured everywhere.</summary>
internal static class Workloads
{
    /// <summary>The documents of the mixed workload.</summary>
    public const int DocumentCount = 64;

    /// <summary>The mean length of a document, in tokens.</summary>
    public const int MeanTokens = 120;

    /// <summary>Gets the lengths of single texts, in tokens, specials included.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [16, 64, 256, 512, 2048];
}
