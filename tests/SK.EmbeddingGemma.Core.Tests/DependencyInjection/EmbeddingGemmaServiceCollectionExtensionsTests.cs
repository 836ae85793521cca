using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Generation;
using Generator = Microsoft.Extensions.AI.IEmbeddingGenerator<string, Microsoft.Extensions.AI.Embedding<float>>;

namespace SK.EmbeddingGemma.DependencyInjection;

public sealed class EmbeddingGemmaServiceCollectionExtensionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddEmbeddingGemma_Nano_ResolvesOneSingletonByBothInterfaces()
    {
        var services = new ServiceCollection();
        services.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.Nano);
        await using var provider = services.BuildServiceProvider();
        var generator = provider.GetRequiredService<Generator>();
        Assert.Same(generator, provider.GetRequiredService<Generator>());
        Assert.Same(generator, provider.GetRequiredService<IEmbeddingGenerator>());
        Assert.Equal(await Generators.Nano.VectorAsync("a"), await generator.VectorAsync("a"));
    }

    [Fact]
    public async Task AddKeyedEmbeddingGemma_Key_ResolvesByBothInterfacesAndOnlyThere()
    {
        var services = new ServiceCollection();
        services.AddKeyedEmbeddingGemma("code", Tiny);
        await using var provider = services.BuildServiceProvider();
        Assert.Same(provider.GetRequiredKeyedService<Generator>("code"), provider.GetRequiredKeyedService<IEmbeddingGenerator>("code"));
        Assert.Null(provider.GetService<Generator>());
        Assert.Null(provider.GetKeyedService<Generator>("other"));
        Assert.Equal(Generators.TinyWidth, (await provider.GetRequiredKeyedService<Generator>("code").VectorAsync("a")).Length);
    }

    [Fact]
    public async Task Add_SeveralKeys_DoNotDisturbOneAnother()
    {
        var services = new ServiceCollection();
        object[] keys = ["1", 1, 1L, DayOfWeek.Monday, "Monday", new object(), new object(), ""];
        services.AddEmbeddingGemma(options => { Tiny(options); options.Dimensions = 16; });
        for (var i = 0; i < keys.Length; i++)
        {
            var dimensions = i + 1;
            services.AddKeyedEmbeddingGemma(keys[i], options => { Tiny(options); options.Dimensions = dimensions; });
        }

        await using var provider = services.BuildServiceProvider();
        Assert.Equal(16, (await provider.GetRequiredService<Generator>().VectorAsync("a")).Length);
        for (var i = 0; i < keys.Length; i++)
            Assert.Equal(i + 1, (await provider.GetRequiredKeyedService<Generator>(keys[i]).VectorAsync("a")).Length);
    }

    [Fact]
    public async Task Add_Twice_AppliesBothInOrderAndTheLastPipelineResolves()
    {
        var services = new ServiceCollection();
        services.AddEmbeddingGemma(options => { Tiny(options); options.Dimensions = 8; });
        services.AddEmbeddingGemma(options => options.Dimensions = 4).UseDefaultPrompt(EmbeddingGemmaPrompt.Custom("p"));
        services.AddKeyedEmbeddingGemma("k", Tiny);
        services.AddKeyedEmbeddingGemma("k", options => options.Dimensions = 2);
        await using var provider = services.BuildServiceProvider();
        var result = await provider.GetRequiredService<Generator>().GenerateAsync(["a"], cancellationToken: Cancellation);
        Assert.Equal(4, Assert.Single(result).Vector.Length);
        Assert.Equal("p", result.AdditionalProperties![EmbeddingGemmaPrompt.OptionsKey]);
        Assert.Equal(2, (await provider.GetRequiredKeyedService<Generator>("k").VectorAsync("a")).Length);
    }

    [Fact]
    public async Task Add_BeforeTheFirstCall_LoadsNothing()
    {
        var logs = new FakeLogCollector();
        var services = new ServiceCollection();
        services.AddLogging(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(logs)));
        services.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.FromDirectory("/no/such/model")).UseOpenTelemetry().UseLogging();
        await using var provider = services.BuildServiceProvider();
        var generator = provider.GetRequiredService<Generator>();
        Assert.Empty(logs.GetSnapshot());
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => generator.VectorAsync("a"));
    }

    [Fact]
    public async Task Add_ProviderDisposed_DisposesTheGenerator()
    {
        var services = new ServiceCollection();
        services.AddEmbeddingGemma(Tiny).UseDefaultPrompt(EmbeddingGemmaPrompt.Query);
        services.AddKeyedEmbeddingGemma("k", Tiny);
        var provider = services.BuildServiceProvider();
        Generator[] generators = [provider.GetRequiredService<Generator>(), provider.GetRequiredKeyedService<Generator>("k")];
        _ = (provider.GetRequiredService<IEmbeddingGenerator>(), provider.GetRequiredKeyedService<IEmbeddingGenerator>("k"));
        foreach (var generator in generators)
            await generator.VectorAsync("a");
        await provider.DisposeAsync();
        foreach (var generator in generators)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.VectorAsync("a"));
    }

    [Fact]
    public async Task Add_RegisteredClock_IsUsed()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new HookedClock());
        services.AddEmbeddingGemma(Tiny);
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(DateTimeOffset.UnixEpoch, Assert.Single(await provider.GetRequiredService<Generator>().GenerateAsync(["a"], cancellationToken: Cancellation)).CreatedAt);
    }

    [Fact]
    public void Add_BadOptions_FailWhenResolved()
    {
        var services = new ServiceCollection();
        services.AddEmbeddingGemma(options => { options.Model = EmbeddingGemmaModel.Nano; options.Dimensions = 1000; });
        using var provider = services.BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<Generator>());
    }

    [Fact]
    public void Add_NullArguments_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => EmbeddingGemmaServiceCollectionExtensions.AddEmbeddingGemma(null!));
        Assert.Throws<ArgumentNullException>(() => EmbeddingGemmaServiceCollectionExtensions.AddKeyedEmbeddingGemma(null!, "k"));
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddKeyedEmbeddingGemma(null!));
    }

    private static void Tiny(EmbeddingGemmaOptions options) => options.Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder);
}
