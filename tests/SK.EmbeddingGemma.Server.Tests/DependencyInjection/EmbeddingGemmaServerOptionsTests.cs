using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.Server.DependencyInjection;

public sealed class EmbeddingGemmaServerOptionsTests
{
    [Fact]
    public void Setters_RefuseWhatCanNeverBeRight()
    {
        var options = new EmbeddingGemmaServerOptions();
        Assert.Throws<ArgumentException>(() => options.ModelName = " ");
        Assert.Throws<ArgumentException>(() => options.StorePath = "");
        Assert.Throws<ArgumentException>(() => options.ApiKeysFile = "");
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Truncation = (EmbeddingGemmaTruncation)9);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxInputsPerRequest = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxTokensPerRequest = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxPendingInputs = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxConcurrentRequests = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxRequestBodyBytes = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.RequestTimeout = TimeSpan.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.RetryAfter = TimeSpan.FromDays(2));
    }

    [Fact]
    public async Task Limits_ThatContradictEachOther_StopTheStart()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartAsync(options => options.MaxPendingInputs = 5));
        Assert.Contains("MaxInputsPerRequest", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EmbeddingGemmaTruncation.Throw, "embed", """{"inputs":"LONG"}""", 422)]
    [InlineData(EmbeddingGemmaTruncation.Throw, "embed", """{"inputs":"LONG","truncate":true}""", 200)]
    [InlineData(EmbeddingGemmaTruncation.Throw, "api/embed", """{"model":"mine","input":"LONG"}""", 400)]
    [InlineData(EmbeddingGemmaTruncation.Truncate, "v1/embeddings", """{"model":"mine","input":"LONG"}""", 200)]
    public async Task Truncation_OfTheServer_HoldsWhereARequestDoesNotSay(EmbeddingGemmaTruncation rule, string path, string json, int status)
    {
        await using var server = await TestServer.StartAsync(options => (options.Truncation, options.ModelName) = (rule, "mine"));
        await server.JsonAsync(path, json.Replace("LONG", string.Join(' ', Enumerable.Repeat("word", 3000)), StringComparison.Ordinal), (System.Net.HttpStatusCode)status);
    }

    [Fact]
    public async Task GeneratorThatRefusesLongTexts_StillCutsWhereARequestAsksForIt()
    {
        await using var server = await TestServer.StartAsync(model: options => options.Truncation = EmbeddingGemmaTruncation.Throw);
        var text = string.Join(' ', Enumerable.Repeat("word", 3000));
        await server.JsonAsync("embed", $$"""{"inputs":"{{text}}"}""", System.Net.HttpStatusCode.UnprocessableEntity);
        await server.JsonAsync("embed", $$"""{"inputs":"{{text}}","truncate":true}""");
    }

    [Fact]
    public void MapEmbeddingGemma_WithoutServices_SaysWhatIsMissing()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        using var app = builder.Build() as IDisposable;
        Assert.Contains("AddEmbeddingGemmaServer", Assert.Throws<InvalidOperationException>(() => ((WebApplication)app).MapEmbeddingGemma()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddEmbeddingGemmaServer_WithoutAModel_RegistersTheDefault()
    {
        var services = new ServiceCollection().AddEmbeddingGemmaServer().AddEmbeddingGemmaServer();
        Assert.Single(services, service => service.ServiceType == typeof(IEmbeddingGenerator<string, Embedding<float>>));
        Assert.Single(services, service => service.ImplementationType == typeof(Readiness.ModelProbe));
    }
}
