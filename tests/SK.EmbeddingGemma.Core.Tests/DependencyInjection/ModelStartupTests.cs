using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using SK.EmbeddingGemma.Generation;
using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>A model that comes from a hub: with the first call or with the host, and what a health check says of it meanwhile.</summary>
public sealed class ModelStartupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GenerateAsync_ModelOnAHub_IsDownloadedByTheFirstCall()
    {
        await using var hub = new ModelOnHub();
        var reports = new Reports();
        using var generator = new EmbeddingGemmaGenerator(hub.Configure(new() { DownloadProgress = reports }));
        Assert.Null(Record.Exception(() => generator.GetService(typeof(EmbeddingGeneratorMetadata))));
        Assert.Throws<FileNotFoundException>(() => generator.GetService(typeof(EmbeddingGemmaTokenizer)));
        Assert.Empty(hub.Setup.Hub.Requests);

        Assert.Equal(await Generators.Tiny().VectorAsync("a"), await generator.VectorAsync("a"));
        Assert.NotEmpty(hub.Setup.Hub.Fetches);
        Assert.Equal(reports.Last!.BytesTotal, reports.Last.BytesDone);
        Assert.NotNull(generator.GetService(typeof(EmbeddingGemmaTokenizer)));
    }

    [Fact]
    public async Task GenerateAsync_DownloadNotAllowed_Fails()
    {
        await using var hub = new ModelOnHub();
        using var generator = new EmbeddingGemmaGenerator(hub.Configure(new() { AllowDownload = false }));
        var fault = await Assert.ThrowsAsync<FileNotFoundException>(() => generator.VectorAsync("a"));
        Assert.Contains("EmbeddingGemmaModel.Nano", fault.Message, StringComparison.Ordinal);
        Assert.Empty(hub.Setup.Hub.Requests);
    }

    [Fact]
    public async Task GenerateAsync_DownloadFails_IsTriedByTheNextCall()
    {
        await using var hub = new ModelOnHub();
        using var generator = new EmbeddingGemmaGenerator(hub.Configure(new()));
        hub.Setup.Hub.Intercept = _ => new HubReply(404);
        await Assert.ThrowsAsync<IOException>(() => generator.VectorAsync("a"));
        hub.Setup.Hub.Intercept = null;
        Assert.Equal(Generators.TinyWidth, (await generator.VectorAsync("a")).Length);
    }

    [Fact]
    public async Task Dispose_WhileItDownloads_EndsTheDownload()
    {
        await using var hub = new ModelOnHub();
        using var release = new ManualResetEventSlim();
        using var asked = new SemaphoreSlim(0);
        hub.Setup.Hub.Intercept = _ =>
        {
            asked.Release();
            release.Wait(Cancellation);
            return null;
        };
        using var cancellation = new CancellationTokenSource();
        var generator = new EmbeddingGemmaGenerator(hub.Configure(new()));
        var call = generator.GenerateAsync(["a"], cancellationToken: cancellation.Token);
        await asked.WaitAsync(Cancellation);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        generator.Dispose();
        release.Set();
        await Task.Delay(200, Cancellation);
        Assert.Single(hub.Setup.Hub.Requests); // else it would have gone on to the other files
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key")]
    public async Task Host_LoadAtStartup_LoadsBeforeItHasStarted(string? key)
    {
        await using var hub = new ModelOnHub();
        using var host = Host(hub, key, loadAtStartup: true);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(host));
        Assert.Empty(hub.Setup.Hub.Requests);
        await host.StartAsync(Cancellation);
        Assert.NotEmpty(hub.Setup.Hub.Fetches);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Host_ByDefault_LoadsWithTheFirstCall()
    {
        await using var hub = new ModelOnHub();
        using var host = Host(hub, key: null, loadAtStartup: false);
        await host.StartAsync(Cancellation);
        Assert.Empty(hub.Setup.Hub.Requests);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(host));

        await hub.Setup.EnsureAsync();
        var count = hub.Setup.Hub.Requests.Count;
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(host));
        Assert.Equal(HealthStatus.Degraded, await HealthAsync(host)); // the first did not load it
        await host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().VectorAsync("a");
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(host));
        Assert.Equal(count, hub.Setup.Hub.Requests.Count);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Host_LoadAtStartupFails_DoesNotStart()
    {
        await using var hub = new ModelOnHub();
        hub.Setup.Hub.Intercept = _ => new HubReply(404);
        using var host = Host(hub, key: null, loadAtStartup: true);
        await Assert.ThrowsAsync<IOException>(() => host.StartAsync(Cancellation));
    }

    [Fact]
    public async Task AddEmbeddingGemma_FailureStatusAndName_AreReported()
    {
        await using var hub = new ModelOnHub();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddKeyedEmbeddingGemma("code", options => hub.Configure(options));
        builder.Services.AddHealthChecks().AddEmbeddingGemma("code", failureStatus: HealthStatus.Degraded, tags: ["ready"]).AddEmbeddingGemma(name: "missing");
        using var host = builder.Build();
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);
        Assert.Equal(HealthStatus.Degraded, report.Entries["embeddinggemma:code"].Status);
        Assert.Equal(["ready"], report.Entries["embeddinggemma:code"].Tags);
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["missing"].Status);
        Assert.Contains("AddEmbeddingGemma", report.Entries["missing"].Exception!.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => EmbeddingGemmaHealthChecksBuilderExtensions.AddEmbeddingGemma(null!));
    }

    private static IHost Host(ModelOnHub hub, string? key, bool loadAtStartup)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        Action<EmbeddingGemmaOptions> configure = options => hub.Configure(options).LoadAtStartup = loadAtStartup;
        if (key is null)
            builder.Services.AddEmbeddingGemma(configure);
        else
            builder.Services.AddKeyedEmbeddingGemma(key, configure);
        builder.Services.AddHealthChecks().AddEmbeddingGemma(key);
        return builder.Build();
    }

    private static async Task<HealthStatus> HealthAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation)).Status;

    private sealed class Reports : IProgress<EmbeddingGemmaDownloadProgress>
    {
        public EmbeddingGemmaDownloadProgress? Last { get; private set; }

        public void Report(EmbeddingGemmaDownloadProgress value) => Last = value;
    }
}
