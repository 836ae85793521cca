using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using SK.EmbeddingGemma.Server.Readiness;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The HTTP server of embeddings and memory.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    /// <summary>The variable that says where traces and metrics are sent, by OpenTelemetry's own protocol.</summary>
    private const string ExporterVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly WebApplication _app;

    private WebServer(WebApplication app) => _app = app;

    /// <summary>Gets the address that it listens on.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>Gets the name of the model, when it is loaded.</summary>
    /// <exception cref="IOException">The model's files cannot be read, or not be downloaded.</exception>
    public async Task<string> LoadAsync(CancellationToken cancellationToken) =>
        (await _app.Services.GetRequiredService<ModelReadiness>().Loading.WaitAsync(cancellationToken)).Names.Served;

    /// <summary>Builds a server; it does not listen yet.</summary>
    /// <param name="settings">How to serve.</param>
    /// <param name="configureModel">Sets the model's options.</param>
    /// <param name="loggers">Where to log.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The settings contradict each other, or a key is too short.</exception>
    public static WebServer Create(ServeSettings settings, Action<EmbeddingGemmaOptions> configureModel, ILoggerFactory loggers)
    {
        var builder = LocalApplication.CreateBuilder(settings, loggers);
        builder.Services.AddEmbeddingGemma(configureModel);
        builder.Services.AddEmbeddingGemmaServer(settings.Configure);
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ExporterVariable)))
            builder.Services.AddOpenTelemetry().UseOtlpExporter();

        var app = builder.Build();
        app.UseLocalNames(settings);
        app.MapEmbeddingGemma();
        return new(app);
    }

    /// <summary>Begins to listen. The model is loaded meanwhile.</summary>
    /// <exception cref="IOException">The address is in use.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    /// <summary>Refuses new connections, and waits until running requests have ended, as long as that is allowed.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
