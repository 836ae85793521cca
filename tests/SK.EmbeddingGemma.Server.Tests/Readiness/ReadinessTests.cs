using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SK.EmbeddingGemma.Server.Readiness;

public sealed class ReadinessTests
{
    [Theory]
    [InlineData("v1/embeddings", """{"model":"embeddinggemma-nano","input":"a"}""")]
    [InlineData("embed", """{"inputs":"a"}""")]
    [InlineData("api/embed", """{"model":"embeddinggemma-nano","input":"a"}""")]
    public async Task BeforeTheModelIsLoaded_RequestsAreToldToComeAgain(string path, string json)
    {
        var gate = new TaskCompletionSource();
        await using var server = await TestServer.StartAsync(stage: inner => new LateGenerator(inner, gate.Task), waits: false);
        Assert.Equal("Unhealthy", (await server.GetJsonAsync("health", HttpStatusCode.ServiceUnavailable)).GetProperty("error_type").GetString());
        using (var refused = await server.PostAsync(path, json))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        gate.SetResult();
        await server.Services.GetRequiredService<ModelReadiness>().Loading;
        using var health = await server.Client.GetAsync("health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal("", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await server.JsonAsync(path, json);
    }

    [Fact]
    public async Task ModelThatCannotBeLoaded_StopsTheHost()
    {
        await using var server = await TestServer.StartAsync(model: options => options.Model = EmbeddingGemmaModel.FromDirectory("/no/such/folder"), waits: false);
        var readiness = server.Services.GetRequiredService<ModelReadiness>();
        await Assert.ThrowsAnyAsync<IOException>(() => readiness.Loading);
        await GatedGenerator.UntilAsync(() => server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.False(readiness.IsReady);
    }

    [Fact]
    public async Task WhileTheHostStops_TheServerIsNotReadyButAnswers()
    {
        GatedGenerator? gate = null;
        await using var server = await TestServer.StartAsync(stage: inner => gate = new(inner));
        var running = server.PostAsync("embed", """{"inputs":"a"}""");
        await GatedGenerator.UntilAsync(() => gate!.Calls == 2);
        var stopping = server.StopAsync();
        Assert.False(server.Services.GetRequiredService<ModelReadiness>().IsReady);
        gate!.Open();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        await stopping;
    }

    private sealed class LateGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, Task gate) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
    {
        public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            await gate.WaitAsync(cancellationToken);
            return await base.GenerateAsync(values, options, cancellationToken);
        }
    }
}
