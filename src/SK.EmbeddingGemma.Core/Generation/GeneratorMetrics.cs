using System.Diagnostics.Metrics;

namespace SK.EmbeddingGemma.Generation;

/// <summary>What generators tell of their calls to whoever listens. Thread-safe.</summary>
internal static class GeneratorMetrics
{
    private static readonly Meter Meter = new(EmbeddingGemmaGenerator.MeterName);
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("embeddinggemma.tokens", "{token}", "Tokens that were embedded, prompts and specials included.");
    private static readonly Counter<long> Truncations = Meter.CreateCounter<long>("embeddinggemma.truncations", "{text}", "Texts that were cut because they were too long.");

    /// <summary>Records a call that has its vectors.</summary>
    public static void Embedded(long tokens, int truncated)
    {
        Tokens.Add(tokens);
        Truncations.Add(truncated);
    }
}
