using System.Net;
using System.Net.Http.Json;

namespace SK.EmbeddingGemma.Server.Telemetry;

/// <summary>What the server sends to a collector of OpenTelemetry.</summary>
public sealed class ExporterTests
{
    private const string Text = "a text that no collector may see";

    [Fact]
    public async Task Serve_WithACollector_SendsTracesAndMetricsAndNoText()
    {
        await using var collector = await Collector.StartAsync();
        using (var server = await ServerProcess.StartWithAsync(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "200"), ("OTEL_METRIC_EXPORT_INTERVAL", "200")]))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            using var answer = await client.PostAsJsonAsync("embed", new { inputs = Text });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(0, await server.StopAsync()); // what is left is sent before the end
        }

        var (traces, metrics) = (collector.Received("/v1/traces"), collector.Received("/v1/metrics"));
        Assert.Contains("embeddings", traces, StringComparison.Ordinal);
        Assert.Contains("gen_ai.operation.name", traces, StringComparison.Ordinal);
        Assert.Contains("te_request_count", metrics, StringComparison.Ordinal);
        Assert.Contains("gen_ai.client.token.usage", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(Text, traces + metrics, StringComparison.Ordinal);
    }
}
