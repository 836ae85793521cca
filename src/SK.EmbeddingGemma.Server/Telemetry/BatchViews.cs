using OpenTelemetry.Metrics;

namespace SK.EmbeddingGemma.Server.Telemetry;

/// <summary>Shows what the model computes together by the names that dashboards for text-embeddings-inference know, beside the model's own.</summary>
internal static class BatchViews
{
    private static readonly (string Own, string Other, int Doublings)[] Names =
    [
        ("embeddinggemma.pack.texts", "te_batch_next_size", 12),
        ("embeddinggemma.pack.tokens", "te_batch_next_tokens", 20),
    ];

    /// <summary>Adds the views.</summary>
    public static MeterProviderBuilder AddBatchViews(this MeterProviderBuilder metrics)
    {
        foreach (var (own, other, doublings) in Names)
        {
            metrics.AddView(own, new MetricStreamConfiguration { Name = own }); // else the other name would stand in its place
            metrics.AddView(own, new ExplicitBucketHistogramConfiguration { Name = other, Boundaries = [.. Enumerable.Range(0, doublings + 1).Select(k => (double)(1 << k))] });
        }

        return metrics;
    }
}
