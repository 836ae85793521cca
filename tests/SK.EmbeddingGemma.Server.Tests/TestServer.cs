using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SK.EmbeddingGemma.Server.Readiness;

namespace SK.EmbeddingGemma.Server;

/// <summary>A server with Nano on a free port of this machine, as an application would have it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestServer(WebApplication app)
    {
        _app = app;
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");
        Client = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Gets the library's own generator, to compare with.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> Generator => Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

    public static async Task<TestServer> StartAsync(
        Action<EmbeddingGemmaServerOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<EmbeddingGemmaOptions>? model = null,
        Action<KestrelServerOptions>? kestrel = null,
        Func<IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingGenerator<string, Embedding<float>>>? stage = null,
        bool waits = true)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            kestrel?.Invoke(options);
        });
        var pipeline = builder.Services.AddEmbeddingGemma(options =>
        {
            options.Model = EmbeddingGemmaModel.Nano;
            model?.Invoke(options);
        });
        if (stage is not null)
            pipeline.Use(stage);
        builder.Services.AddEmbeddingGemmaServer(configure);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapEmbeddingGemma();
        await app.StartAsync(TestContext.Current.CancellationToken);
        if (waits)
            await app.Services.GetRequiredService<ModelReadiness>().Loading.WaitAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    /// <summary>Posts JSON.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, string contentType = "application/json") =>
        Client.PostAsync(path, new StringContent(json, Encoding.UTF8, contentType), TestContext.Current.CancellationToken);

    /// <summary>Posts JSON and returns the answer's, which must have a status.</summary>
    public async Task<JsonElement> JsonAsync(string path, string json, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await PostAsync(path, json);
        return await ReadAsync(response, expected);
    }

    /// <summary>Gets JSON, which must have a status.</summary>
    public async Task<JsonElement> GetJsonAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return await ReadAsync(response, expected);
    }

    /// <summary>Returns the library's own vector of a text.</summary>
    public async Task<float[]> VectorAsync(string text, EmbeddingGemmaPrompt prompt, int? dimensions = null) =>
        (await Generator.GenerateAsync([text], prompt.ToOptions(dimensions), TestContext.Current.CancellationToken))[0].Vector.ToArray();

    /// <summary>Stops the server in good order.</summary>
    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>Asserts that a vector is the library's own; in single precision the last bits may depend on the texts that it was computed with.</summary>
    public static void AssertSame(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -1e-6f, 1e-6f));
    }

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }
}
