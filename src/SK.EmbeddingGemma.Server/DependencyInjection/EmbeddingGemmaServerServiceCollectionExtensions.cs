using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SK.EmbeddingGemma;
using SK.EmbeddingGemma.Server.Admission;
using SK.EmbeddingGemma.Server.DependencyInjection;
using SK.EmbeddingGemma.Server.Embeddings;
using SK.EmbeddingGemma.Server.Endpoints;
using SK.EmbeddingGemma.Server.Keys;
using SK.EmbeddingGemma.Server.Memories;
using SK.EmbeddingGemma.Server.Ollama;
using SK.EmbeddingGemma.Server.OpenAI;
using SK.EmbeddingGemma.Server.Page;
using SK.EmbeddingGemma.Server.Readiness;
using SK.EmbeddingGemma.Server.Telemetry;
using SK.EmbeddingGemma.Server.TextEmbeddingsInference;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the HTTP server of EmbeddingGemma.</summary>
public static class EmbeddingGemmaServerServiceCollectionExtensions
{
    /// <summary>The name of the sources of traces and metrics in Microsoft.Extensions.AI, which follow the conventions for generative AI.</summary>
    private const string GenerativeAISource = "Experimental.Microsoft.Extensions.AI";

    /// <summary>Registers what <c>MapEmbeddingGemma</c> maps, and EmbeddingGemma itself where no embedding generator is registered yet.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes the options, which are checked when the host starts.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// The model is loaded in the background when the host starts; until then requests are answered with 503. Traces and metrics are recorded by OpenTelemetry and can be scraped from
    /// <c>/metrics</c>; where else they go is the application's choice: <c>services.AddOpenTelemetry()</c>.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddEmbeddingGemmaServer(this IServiceCollection services, Action<EmbeddingGemmaServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(service => service.ServiceType == typeof(IEmbeddingGenerator<string, Embedding<float>>)))
            services.AddEmbeddingGemma();

        var options = services.AddOptions<EmbeddingGemmaServerOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);

        if (services.Any(service => service.ServiceType == typeof(ModelReadiness)))
            return services; // called twice: the options of both calls hold

        services.AddSingleton<IValidateOptions<EmbeddingGemmaServerOptions>, EmbeddingGemmaServerOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        AddParts(services);
        AddFramework(services);
        return services;
    }

    private static void AddParts(IServiceCollection services)
    {
        services.AddSingleton<ModelReadiness>();
        services.AddHostedService<ModelProbe>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<InputAdmission>();
        services.AddSingleton<RequestGate>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<EmbeddingService>();
        services.AddSingleton<EndpointFrame>();
        services.AddSingleton<OpenAIEndpoints>();
        services.AddSingleton<TeiEndpoints>();
        services.AddSingleton<TeiTokenEndpoints>();
        services.AddSingleton<OllamaEndpoints>();
        services.AddSingleton<OllamaModelEndpoints>();
        services.AddSingleton<CollectionStore>();
        services.AddSingleton<CollectionEndpoints>();
        services.AddSingleton<TextEndpoints>();
        services.AddSingleton<PageEndpoints>();
    }

    private static void AddFramework(IServiceCollection services)
    {
        services.AddRouting();
        services.AddRateLimiter(_ => { });
        services.AddRequestTimeouts();
        services.AddHealthChecks().AddCheck<ServerHealthCheck>(ServerHealthCheck.Name);
        services.AddEmbeddingGemmaOpenApi();
        services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter(EmbeddingGemmaGenerator.MeterName, ServerMetrics.MeterName, GenerativeAISource)
                .AddBatchViews()
                .AddPrometheusExporter(exporter => exporter.DisableTotalNameSuffixForCounters = true)) // the names of text-embeddings-inference have none
            .WithTracing(traces => traces.AddSource(GenerativeAISource).AddAspNetCoreInstrumentation());
    }
}
