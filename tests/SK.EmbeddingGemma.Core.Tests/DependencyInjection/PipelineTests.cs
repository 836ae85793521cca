using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using SK.EmbeddingGemma.Generation;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>The stages that Microsoft.Extensions.AI puts around a generator.</summary>
public sealed class PipelineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UseDistributedCache_EachPromptTitleAndSize_HasAKeyOfItsOwn()
    {
        var cache = new RecordingCache();
        await using var provider = Provider(builder => builder.UseDistributedCache(cache));
        var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        EmbeddingGenerationOptions?[] variants =
        [
            EmbeddingGemmaPrompt.None.ToOptions(), EmbeddingGemmaPrompt.Query.ToOptions(), EmbeddingGemmaPrompt.Query.ToOptions(8),
            EmbeddingGemmaPrompt.Query.ToOptions(4), EmbeddingGemmaPrompt.Document().ToOptions(), EmbeddingGemmaPrompt.Document("A").ToOptions(),
            EmbeddingGemmaPrompt.Document("B").ToOptions(), EmbeddingGemmaPrompt.Custom("x").ToOptions(),
        ];
        var vectors = new List<float[]>();
        foreach (var options in variants)
            vectors.Add(await generator.VectorAsync("text", options));

        Assert.Equal(variants.Length, cache.Keys.Count);
        Assert.Equal(0, cache.Hits);
        foreach (var (options, vector) in variants.Zip(vectors))
            Assert.Equal(vector, await generator.VectorAsync("text", options));
        Assert.Equal(variants.Length, cache.Hits);
        Assert.Equal(variants.Length, cache.Keys.Count);
    }

    public static TheoryData<string, Action<EmbeddingGemmaOptions>> OtherSettings => new()
    {
        { "prompt", options => options.Prompt = EmbeddingGemmaPrompt.Document() },
        { "dimensions", options => options.Dimensions = 4 },
        { "max tokens", options => options.MaxTokens = 4 },
        { "special tokens", options => options.MatchSpecialTokens = false },
        { "truncation", options => options.Truncation = EmbeddingGemmaTruncation.Throw },
        { "precision", options => options.Precision = EmbeddingGemmaPrecision.Int8 },
        { "model", options => options.Model = EmbeddingGemmaModel.Nano },
    };

    [Theory, MemberData(nameof(OtherSettings), DisableDiscoveryEnumeration = true)]
    public async Task UseDistributedCache_OtherSettings_GiveAnotherKey(string setting, Action<EmbeddingGemmaOptions> change)
    {
        var cache = new RecordingCache();
        foreach (var configure in new Action<EmbeddingGemmaOptions>[] { _ => { }, change, _ => { } })
        {
            await using var provider = Provider(builder => builder.UseDistributedCache(cache), options =>
            {
                options.Prompt = EmbeddingGemmaPrompt.Query;
                configure(options);
            });
            await provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["a"], cancellationToken: Cancellation);
        }

        Assert.True(cache.Keys.Count == 2, $"{setting}: {cache.Keys.Count} keys");
        Assert.Equal(1, cache.Hits);
    }

    [Fact]
    public async Task UseOpenTelemetry_Call_NamesModelAndTokensButNoText()
    {
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == nameof(PipelineTests),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var provider = Provider(builder => builder.UseOpenTelemetry(sourceName: nameof(PipelineTests)));
        var generator = provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        await generator.GenerateAsync(["SECRET"], EmbeddingGemmaPrompt.Document("SECRET").ToOptions(8), Cancellation);

        var tags = Assert.Single(activities).TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal("embeddinggemma", tags["gen_ai.provider.name"]);
        Assert.Equal(generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId, tags["gen_ai.request.model"]);
        Assert.True((int)tags["gen_ai.usage.input_tokens"]! > 3);
        Assert.DoesNotContain(tags.Values, value => value?.ToString()?.Contains("SECRET", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task UseLogging_AboveTrace_LogsNoText()
    {
        var logs = new FakeLogCollector();
        var services = new ServiceCollection();
        services.AddLogging(builder => builder.SetMinimumLevel(LogLevel.Debug).AddProvider(new FakeLoggerProvider(logs)));
        services.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder)).UseLogging();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["SECRET"], EmbeddingGemmaPrompt.Document("SECRET").ToOptions(), Cancellation);

        var categories = logs.GetSnapshot().Select(record => record.Category).Distinct().ToList();
        Assert.Contains("SK.EmbeddingGemma.EmbeddingGemmaGenerator", categories);
        Assert.True(categories.Count > 1);
        Assert.DoesNotContain(logs.GetSnapshot(), record => record.Message.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UseDefaultPrompt_InARegisteredPipeline_HoldsWhereTheOptionsNameNone()
    {
        foreach (var (configured, expected) in new[] { (null, "late: "), (EmbeddingGemmaPrompt.Custom("early: "), "early: ") })
        {
            await using var provider = Provider(builder => builder.UseDefaultPrompt(EmbeddingGemmaPrompt.Custom("late: ")), options => options.Prompt = configured);
            var result = await provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["a"], cancellationToken: Cancellation);
            Assert.Equal(expected, result.AdditionalProperties![EmbeddingGemmaPrompt.OptionsKey]);
        }
    }

    private static ServiceProvider Provider(
        Action<EmbeddingGeneratorBuilder<string, Embedding<float>>> build, Action<EmbeddingGemmaOptions>? configure = null)
    {
        var services = new ServiceCollection();
        build(services.AddEmbeddingGemma(options =>
        {
            options.Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder);
            configure?.Invoke(options);
        }));
        return services.BuildServiceProvider();
    }
}
