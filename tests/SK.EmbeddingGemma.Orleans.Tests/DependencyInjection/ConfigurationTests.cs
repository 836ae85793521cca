using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Jobs;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>Options of silos, pipelines and clients come from the configuration, where there is one.</summary>
public sealed class ConfigurationTests
{
    private const string Space = "embeddinggemma-space-1;0123456789abcdef;Weights;0123456789abcdef;384;;nano";

    [Fact]
    public void Client_OfEveryKey_IsBound()
    {
        var options = Client(new()
        {
            ["EmbeddingGemmaClient:dimensions"] = "128",
            ["EmbeddingGemmaClient:Prompt"] = "Code-Retrieval",
            ["EmbeddingGemmaClient:Truncation"] = "throw",
            ["EmbeddingGemmaClient:Space"] = Space,
            ["EmbeddingGemmaClient:BatchTexts"] = "32",
            ["EmbeddingGemmaClient:BatchesPerSilo"] = "3",
            ["EmbeddingGemmaClient:QueryHedgeDelay"] = "00:00:00.25",
            ["EmbeddingGemmaClient:Attempts"] = "4",
        });
        Assert.Equal((128, EmbeddingGemmaPrompt.CodeRetrieval, EmbeddingGemmaTruncation.Throw), (options.Dimensions, options.Prompt, options.Truncation));
        Assert.Equal((Space, 32, 3, TimeSpan.FromSeconds(0.25), 4), (options.Space?.ToString(), options.BatchTexts, options.BatchesPerSilo, options.QueryHedgeDelay, options.Attempts));
        Assert.Equal("my prompt: ", Client(new() { ["EmbeddingGemmaClient:PromptText"] = "my prompt: " }).Prompt?.Text);
    }

    [Fact]
    public void Client_CodeAfterConfiguration_HasTheLastWord()
    {
        var options = Client(new() { ["EmbeddingGemmaClient:Attempts"] = "4", ["EmbeddingGemmaClient:BatchTexts"] = "32" }, static options => options.Attempts = 5);
        Assert.Equal((5, 32), (options.Attempts, options.BatchTexts));
    }

    [Fact]
    public void Client_WhatIsUnknownOrNotAllowed_IsRefusedAllAtOnce()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Client(new()
        {
            ["EmbeddingGemmaClient:BatchSize"] = "3",
            ["EmbeddingGemmaClient:Attempts"] = "0",
            ["EmbeddingGemmaClient:BatchTexts"] = "many",
            ["EmbeddingGemmaClient:Prompt:Name"] = "query",
        }));
        Assert.Equal(4, fault.Failures.Count());
        Assert.Contains("EmbeddingGemmaClient:BatchSize is unknown", fault.Message, StringComparison.Ordinal);
        Assert.Contains("1 to 20 are allowed", fault.Message, StringComparison.Ordinal);
        Assert.Contains("EmbeddingGemmaClient:BatchTexts is 'many'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("EmbeddingGemmaClient:Prompt is a section", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Client_PromptByNameAndByText_IsRefused()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Client(new() { ["EmbeddingGemmaClient:prompt"] = "query", ["EmbeddingGemmaClient:PromptText"] = "my prompt: " }));
        Assert.Equal("EmbeddingGemmaClient has Prompt and PromptText: keep one of them.", Assert.Single(fault.Failures));
    }

    [Fact]
    public void Silo_OfTheSectionOfTheLocalGenerator_IsBound()
    {
        using var host = Silo(new() { ["EmbeddingGemma:Model"] = "nano", ["EmbeddingGemma:Threads"] = "3" });
        var options = host.Services.GetRequiredService<IOptions<EmbeddingGemmaOptions>>().Value;
        Assert.Equal((EmbeddingGemmaModel.Nano, 3), (options.Model, options.Threads));
    }

    [Fact]
    public void Pipeline_OfItsOwnSection_IsBoundBeforeCode()
    {
        using var host = Silo(new()
        {
            ["EmbeddingGemmaIndexing:numbers:BatchDocuments"] = "12",
            ["EmbeddingGemmaIndexing:numbers:PartitionsAtOnce"] = "3",
            ["EmbeddingGemmaIndexing:numbers:MostSetAside"] = "7",
            ["EmbeddingGemmaIndexing:numbers:Heartbeat"] = "00:00:05",
            ["EmbeddingGemmaIndexing:letters:Heartbeat"] = "never",
        });
        var options = host.Services.GetRequiredKeyedService<IndexingPipeline>("numbers").Options;
        Assert.Equal((12, 4, 7, TimeSpan.FromSeconds(5)), (options.BatchDocuments, options.PartitionsAtOnce, options.MostSetAside, options.Heartbeat));
        Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredKeyedService<IndexingPipeline>("letters"));
    }

    private static EmbeddingGemmaClientOptions Client(Dictionary<string, string?> settings, Action<EmbeddingGemmaClientOptions>? configure = null)
    {
        var builder = Builder(settings);
        builder.UseOrleansClient(client => client.UseLocalhostClustering().AddEmbeddingGemmaClient(configure));
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptions<EmbeddingGemmaClientOptions>>().Value;
    }

    private static IHost Silo(Dictionary<string, string?> settings)
    {
        var builder = Builder(settings);
        builder.UseOrleans(static silo =>
        {
            silo.UseLocalhostClustering().AddEmbeddingGemma();
            silo.AddEmbeddingGemmaIndexing<int, Numbered>("numbers", static _ => new NumberSource(1, 1), static _ => throw new NotSupportedException(), static options => options.PartitionsAtOnce++);
            silo.AddEmbeddingGemmaIndexing<int, Numbered>("letters", static _ => new NumberSource(1, 1), static _ => throw new NotSupportedException());
        });
        return builder.Build();
    }

    private static HostApplicationBuilder Builder(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings);
        return builder;
    }
}
