using System.Diagnostics.Metrics;
using SK.EmbeddingGemma.Server.Admission;
using SK.EmbeddingGemma.Server.Requests;

namespace SK.EmbeddingGemma.Server.Telemetry;

/// <summary>What the server tells of its requests, by the names that dashboards for text-embeddings-inference know. Thread-safe.</summary>
internal sealed class ServerMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "SK.EmbeddingGemma.Server";

    /// <summary>The buckets of durations in text-embeddings-inference: 35, each half as wide again as the one before.</summary>
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [.. Enumerable.Range(1, 35).Select(k => 1e-5 * Math.Pow(1.5, k))] };

    private static readonly InstrumentAdvice<int> Lengths = new() { HistogramBucketBoundaries = [.. Enumerable.Range(0, 14).Select(k => 1 << k)] };

    private readonly Counter<long> _requests;
    private readonly Counter<long> _successes;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _embeddings;
    private readonly Counter<long> _embedded;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _tokenization;
    private readonly Histogram<double> _inference;
    private readonly Histogram<int> _length;

    public ServerMetrics(IMeterFactory factory, InputAdmission admission)
    {
        var meter = factory.Create(MeterName);
        _requests = meter.CreateCounter<long>("te_request_count", description: "Requests, by dialect.");
        _successes = meter.CreateCounter<long>("te_request_success", description: "Requests that were answered as asked.");
        _failures = meter.CreateCounter<long>("te_request_failure", description: "Requests that were not, by cause.");
        _embeddings = meter.CreateCounter<long>("te_embed_count", description: "Texts to embed.");
        _embedded = meter.CreateCounter<long>("te_embed_success", description: "Texts that were embedded.");
        meter.CreateObservableGauge("te_queue_size", () => admission.Pending, description: "Texts that wait or are computed.");
        _duration = meter.CreateHistogram("te_request_duration", description: "Seconds from a request's headers to its answer.", advice: Durations);
        _tokenization = meter.CreateHistogram("te_request_tokenization_duration", description: "Seconds in which a request's texts were tokenized.", advice: Durations);
        _inference = meter.CreateHistogram("te_request_inference_duration", description: "Seconds in which a request's texts waited and were computed.", advice: Durations);
        _length = meter.CreateHistogram("te_request_input_length", description: "Tokens of a text, prompt and specials included.", advice: Lengths);
    }

    /// <summary>Records a request that was answered as asked, or not.</summary>
    public void Answered(string dialect, FaultKind? fault, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("method", dialect);
        _requests.Add(1, tag);
        _duration.Record(duration.TotalSeconds, tag);
        if (fault is null)
            _successes.Add(1, tag);
        else
            _failures.Add(1, tag, new("err", CauseOf(fault.Value)));
    }

    /// <summary>Records texts that are to be embedded.</summary>
    public void Embedding(IReadOnlyList<int> lengths, TimeSpan tokenization)
    {
        _embeddings.Add(lengths.Count);
        _tokenization.Record(tokenization.TotalSeconds);
        if (!_length.Enabled)
            return;
        foreach (var length in lengths)
            _length.Record(length);
    }

    /// <summary>Records texts that were embedded.</summary>
    public void Embedded(int texts, TimeSpan inference)
    {
        _embedded.Add(texts);
        _inference.Record(inference.TotalSeconds);
    }

    private static string CauseOf(FaultKind kind) => kind switch
    {
        FaultKind.Overloaded => "overloaded",
        FaultKind.TooManyInputs => "batch_size",
        FaultKind.TokenUnknown => "tokenization",
        FaultKind.Failed => "inference",
        FaultKind.NotSupported => "model_type",
        FaultKind.Cancelled => "dropped",
        FaultKind.TimedOut => "timeout",
        FaultKind.NotReady => "not_ready",
        FaultKind.KeyMissing => "unauthorized",
        _ => "validation",
    };
}
