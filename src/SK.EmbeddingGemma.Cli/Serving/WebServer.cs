using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using SK.EmbeddingGemma.Server.Readiness;

namespace SK.EmbeddingGemma.Cli;

/// <summary>The HTTP server of the tool. It reads no files of settings: what it does is on the command line.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    /// <summary>The variable that says where traces and metrics are sent, by OpenTelemetry's own protocol.</summary>
    private const string ExporterVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The names that a server on this machine alone goes by: web pages cannot reach it under names of their own.</summary>
    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1", "[::1]"];

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
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = ToolCommand.Name });
        builder.Configuration.AddEnvironmentVariables(); // OpenTelemetry's settings
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(settings.Endpoint);
        });
        builder.Services.AddSingleton(loggers);
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = settings.Drain;
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore; // whoever waits for the model gets the exception
        });
        if (IPAddress.IsLoopback(settings.Endpoint.Address))
            builder.Services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = LoopbackNames);
        builder.Services.AddEmbeddingGemma(configureModel);
        builder.Services.AddEmbeddingGemmaServer(settings.Configure);
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(ExporterVariable)))
            builder.Services.AddOpenTelemetry().UseOtlpExporter();

        var app = builder.Build();
        if (IPAddress.IsLoopback(settings.Endpoint.Address))
            app.UseHostFiltering();
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
