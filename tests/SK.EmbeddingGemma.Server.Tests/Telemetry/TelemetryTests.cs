using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SK.EmbeddingGemma.Server.Telemetry;

[Collection(nameof(AloneCollection))]
public sealed class TelemetryTests
{
    private const string Secret = "the-secret-of-the-text";

    [Fact]
    public async Task Metrics_AfterRequests_TellWhatTheyWere()
    {
        await using var server = await TestServer.StartAsync();
        await server.JsonAsync("embed", """{"inputs":["one","two"]}""");
        await server.JsonAsync("embed", """{"inputs":[]}""", System.Net.HttpStatusCode.BadRequest);
        await server.JsonAsync("embed", $$"""{"inputs":"{{string.Join(' ', Enumerable.Repeat("word", 3000))}}"}""");
        var text = await server.Client.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        Assert.Matches("""(?m)^te_request_count\{[^}]*method="tei"[^}]*\} 3 """.TrimEnd(), text);
        Assert.Matches("""te_request_failure\{[^}]*err="validation"[^}]*\} 1""", text);
        Assert.Matches("""te_embed_success(\{[^}]*\})? 3""", text);
        Assert.Matches("""te_queue_size(\{[^}]*\})? 0""", text);
        foreach (var name in new[]
        {
            "te_request_duration_bucket", "te_request_inference_duration_sum", "te_request_tokenization_duration_sum", "te_request_input_length_bucket", "embeddinggemma_queue_wait_seconds_bucket",
            "embeddinggemma_queue_texts", "embeddinggemma_pack_fill", "embeddinggemma_pack_duration_seconds_sum", "embeddinggemma_tokens", "embeddinggemma_truncations", "gen_ai_client_token_usage",
            "gen_ai_client_operation_duration", "embeddinggemma_pack_texts_bucket", "te_batch_next_size_bucket", "te_batch_next_tokens_bucket",
        })
            Assert.Contains(name, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Traces_OfARequest_HoldTheServersAndTheModelsSpanAndNoText()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.Contains("Extensions.AI", StringComparison.Ordinal) || source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await TestServer.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        server.Client.DefaultRequestHeaders.Add("traceparent", $"00-{trace.ToHexString()}-00f067aa0ba902b7-01");
        using var response = await server.PostAsync("embed", $$"""{"inputs":"{{Secret}}"}""");
        Assert.Equal(trace.ToHexString(), response.Headers.GetValues("x-request-id").Single());
        await GatedGenerator.UntilAsync(() => spans.Count(span => span.TraceId == trace) >= 2);
        var own = spans.Where(span => span.TraceId == trace).ToList();
        Assert.Contains(own, span => span.GetTagItem("gen_ai.operation.name") is "embeddings");
        Assert.All(own, span => Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains(Secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Logs_AtTheirMostTalkative_HoldNoTextAndNoKey()
    {
        const string Key = "key-0123456789-0123456789";
        var lines = new ConcurrentBag<string>();
        await using var server = await TestServer.StartAsync(
            options => options.ApiKeys.Add(Key), services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new Lines(lines))));
        server.Client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Key);
        await server.JsonAsync("embed", $$"""{"inputs":"{{Secret}}"}""");
        await server.JsonAsync("embed", $$"""{"inputs":"{{Secret}}""", System.Net.HttpStatusCode.BadRequest);
        await server.JsonAsync("v1/embeddings", $$"""{"model":"{{Secret}}","input":"{{Secret}}"}""", System.Net.HttpStatusCode.NotFound);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.DoesNotContain(Secret, line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.DoesNotContain(Key, line, StringComparison.Ordinal));
    }

    private sealed class Lines(ConcurrentBag<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
            // what was written stays with the test
        }
    }
}
