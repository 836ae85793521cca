using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Server.Prompts;

namespace SK.EmbeddingGemma.Server.Readiness;

/// <summary>
/// Loads the model in the background when the host starts, embeds a first text, and makes the server ready. A model that cannot be loaded stops the host, unless the
/// application says otherwise (<see cref="HostOptions.BackgroundServiceExceptionBehavior"/>).
/// </summary>
internal sealed class ModelProbe(
    IServiceProvider provider,
    IEmbeddingGenerator<string, Embedding<float>> generator,
    IOptionsMonitor<EmbeddingGemmaOptions> modelOptions,
    IOptions<EmbeddingGemmaServerOptions> serverOptions,
    ModelReadiness readiness,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ModelProbe> logger) : BackgroundService
{
    private static readonly string[] Probe = ["The server is ready when this text has a vector."];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken).ConfigureAwait(false); // so that the server answers while the model is loaded, and a failure stops a host that has started
            var observed = Observe();
            await observed.GenerateAsync(Probe, EmbeddingGemmaPrompt.None.ToOptions(), stoppingToken).ConfigureAwait(false);
            var model = Describe(observed);
            readiness.Serve(model);
            logger.Ready(model.Names.Served, model.Precision, model.Width);
        }
        catch (Exception failure)
        {
            readiness.Fail(failure);
            throw;
        }
    }

    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), started).ConfigureAwait(false);
        await started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds traces and metrics by the conventions for generative AI, unless the application has done so.</summary>
    private IEmbeddingGenerator<string, Embedding<float>> Observe() =>
        generator.GetService<OpenTelemetryEmbeddingGenerator<string, Embedding<float>>>() is null ? generator.AsBuilder().UseOpenTelemetry().Build(provider) : generator;

    private ServedModel Describe(IEmbeddingGenerator<string, Embedding<float>> observed)
    {
        var own = generator.GetService<EmbeddingGemmaGenerator>()
            ?? throw new InvalidOperationException("The registered embedding generator is no EmbeddingGemma: call AddEmbeddingGemma, after other generators.");
        var options = modelOptions.CurrentValue;
        var files = own.OpenFiles();
        var prompts = new PromptTable(files, serverOptions.Value.DefaultPrompt ?? options.Prompt);
        return new()
        {
            Generator = observed,
            Files = files,
            Options = options,
            Prompts = prompts,
            Names = new(options.Model, serverOptions.Value, prompts),
            Space = own.GetService<EmbeddingGemmaSpace>() ?? throw new InvalidOperationException("The model was released while it was loaded: the host is stopping."),
            LoadedAt = time.GetUtcNow(),
        };
    }
}
