using System.Diagnostics.Metrics;

namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>What a lane tells of its work to whoever listens; next to nothing is spent where nobody does. Thread-safe.</summary>
/// <param name="lane">The lane's name.</param>
internal sealed class LaneMetrics(string lane)
{
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60] };
    private static readonly InstrumentAdvice<double> Shares = new() { HistogramBucketBoundaries = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] };
    private static readonly InstrumentAdvice<int> Counts = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192] };
    private static readonly Meter Meter = new(EmbeddingGemmaGenerator.MeterName);
    private static readonly UpDownCounter<int> Waiting = Meter.CreateUpDownCounter<int>("embeddinggemma.queue.texts", "{text}", "Texts that wait for their computation.");
    private static readonly Histogram<double> Wait = Meter.CreateHistogram("embeddinggemma.queue.wait", "s", "How long a text waited for its computation.", tags: null, Seconds);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram("embeddinggemma.pack.duration", "s", "How long a pack of texts was computed.", tags: null, Seconds);
    private static readonly Histogram<int> Texts = Meter.CreateHistogram("embeddinggemma.pack.texts", "{text}", "Texts that were computed together.", tags: null, Counts);
    private static readonly Histogram<int> Tokens = Meter.CreateHistogram("embeddinggemma.pack.tokens", "{token}", "Tokens that were computed together.", tags: null, Counts);
    private static readonly Histogram<double> Fill = Meter.CreateHistogram("embeddinggemma.pack.fill", "1", "Tokens of a pack in relation to what fits; more than 1 for a single text that is longer.", tags: null, Shares);

    private readonly KeyValuePair<string, object?> _lane = new("embeddinggemma.lane", lane);

    /// <summary>Gets the time, to be handed back.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    /// <summary>Records that texts came, or left without having been computed.</summary>
    public void Changed(int texts) => Waiting.Add(texts, _lane);

    /// <summary>Records that texts are computed now.</summary>
    public void Began(WaitingText[] texts)
    {
        Waiting.Add(-texts.Length, _lane);
        if (!Wait.Enabled)
            return;

        var now = Now;
        foreach (var text in texts)
            Wait.Record(TimeProvider.System.GetElapsedTime(text.Since, now).TotalSeconds, _lane);
    }

    /// <summary>Records that texts were computed.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="started">When that began.</param>
    /// <param name="tokenBudget">How many tokens fit.</param>
    public void Ended(WaitingText[] texts, long started, int tokenBudget)
    {
        Duration.Record(TimeProvider.System.GetElapsedTime(started).TotalSeconds, _lane);
        Texts.Record(texts.Length, _lane);
        if (!Tokens.Enabled && !Fill.Enabled)
            return;

        var tokens = texts.Sum(text => text.Ids.Length);
        Tokens.Record(tokens, _lane);
        Fill.Record((double)tokens / tokenBudget, _lane);
    }
}
