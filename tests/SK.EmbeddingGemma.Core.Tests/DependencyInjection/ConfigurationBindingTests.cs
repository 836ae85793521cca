using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.DependencyInjection;

public sealed class ConfigurationBindingTests
{
    [Fact]
    public void Get_EveryKey_IsBound()
    {
        var options = Options(new()
        {
            ["EmbeddingGemma:Model"] = "nano",
            ["EmbeddingGemma:Precision"] = "float32",
            ["EmbeddingGemma:dimensions"] = "128",
            ["EmbeddingGemma:Prompt"] = "Code-Retrieval",
            ["EmbeddingGemma:Truncation"] = "throw",
            ["EmbeddingGemma:MaxTokens"] = "512",
            ["EmbeddingGemma:MatchSpecialTokens"] = "False",
            ["EmbeddingGemma:Threads"] = "2",
            ["EmbeddingGemma:AllowSpinning"] = "false",
            ["EmbeddingGemma:UnloadAfter"] = "1.00:10:00",
            ["EmbeddingGemma:CacheDirectory"] = "/var/cache/models",
            ["EmbeddingGemma:AllowDownload"] = "false",
            ["EmbeddingGemma:HuggingFaceToken"] = "hf_token",
            ["EmbeddingGemma:LoadAtStartup"] = "true",
            ["EmbeddingGemma:KeepDownload"] = "true",
            ["EmbeddingGemma:ExecutionProvider"] = "directml",
            ["EmbeddingGemma:ExecutionDevice"] = "1",
            ["EmbeddingGemma:RequireExecutionProvider"] = "true",
        });
        Assert.Equal(EmbeddingGemmaModel.Nano, options.Model);
        Assert.Equal(EmbeddingGemmaPrecision.Float32, options.Precision);
        Assert.Equal(128, options.Dimensions);
        Assert.Equal(EmbeddingGemmaPrompt.CodeRetrieval, options.Prompt);
        Assert.Equal(EmbeddingGemmaTruncation.Throw, options.Truncation);
        Assert.Equal(512, options.MaxTokens);
        Assert.False(options.MatchSpecialTokens);
        Assert.Equal(2, options.Threads);
        Assert.False(options.AllowSpinning);
        Assert.Equal(new TimeSpan(1, 0, 10, 0), options.UnloadAfter);
        Assert.Equal("/var/cache/models", options.CacheDirectory);
        Assert.False(options.AllowDownload);
        Assert.Equal("hf_token", options.HuggingFaceToken);
        Assert.True(options.LoadAtStartup);
        Assert.True(options.KeepDownload);
        Assert.Equal((EmbeddingGemmaExecutionProvider.DirectML, 1, true), (options.ExecutionProvider, options.ExecutionDevice, options.RequireExecutionProvider));
    }

    [Fact]
    public void Get_TokenThatIsNone_IsRefusedWithoutRepeatingIt()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Options(new() { ["EmbeddingGemma:HuggingFaceToken"] = "hf_secret x" }));
        Assert.Contains("HuggingFaceToken is no token", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Get_NoSectionOrNoConfiguration_LeavesTheDefaults()
    {
        var services = new ServiceCollection();
        services.AddEmbeddingGemma();
        using var provider = services.BuildServiceProvider();
        foreach (var options in new[] { Options([]), provider.GetRequiredService<IOptions<EmbeddingGemmaOptions>>().Value })
        {
            Assert.Equal(EmbeddingGemmaModel.Gemma300M, options.Model);
            Assert.Null(options.Precision);
            Assert.Null(options.Dimensions);
            Assert.Null(options.Prompt);
            Assert.Null(options.MaxTokens);
            Assert.True(options.MatchSpecialTokens);
            Assert.Equal(0, options.Threads);
            Assert.True(options.AllowSpinning);
            Assert.Null(options.UnloadAfter);
            Assert.True(options.AllowDownload);
            Assert.Null(options.HuggingFaceToken);
            Assert.False(options.LoadAtStartup);
        }
    }

    [Theory]
    [InlineData("float32", EmbeddingGemmaPrecision.Float32)]
    [InlineData("Int8", EmbeddingGemmaPrecision.Int8)]
    public void Get_PrecisionName_IsThePrecision(string name, EmbeddingGemmaPrecision expected) =>
        Assert.Equal(expected, Options(new() { ["EmbeddingGemma:Precision"] = name }).Precision);

    [Theory]
    [InlineData("gemma-300m")]
    [InlineData("GEMMA-300M")]
    public void Get_ModelName_IsTheModel(string name) =>
        Assert.Equal(EmbeddingGemmaModel.Gemma300M, Options(new() { ["EmbeddingGemma:Model"] = name }).Model);

    [Theory]
    [InlineData("mine.gguf")]
    [InlineData("/models/Mine.GGUF")]
    public void Get_ModelFile_IsTheGgufFile(string path) =>
        Assert.Equal(EmbeddingGemmaModel.FromGguf(path), Options(new() { ["EmbeddingGemma:Model"] = path }).Model);

    [Fact]
    public void Get_ModelPath_IsTheDirectory() =>
        Assert.Equal(EmbeddingGemmaModel.FromDirectory("/models/mine"), Options(new() { ["EmbeddingGemma:Model"] = "/models/mine" }).Model);

    [Theory]
    [InlineData("")]
    [InlineData("a | b: ")]
    public void Get_PromptText_IsRaw(string text) =>
        Assert.Equal(EmbeddingGemmaPrompt.Custom(text), Options(new() { ["EmbeddingGemma:PromptText"] = text }).Prompt);

    [Theory]
    [InlineData("Model", "nan0", "nano, gemma-300m, gemma-2 or the path")]
    [InlineData("Model", "", "nano, gemma-300m, gemma-2 or the path")]
    [InlineData("Precision", "int9", "Float32, Int8")]
    [InlineData("Precision", "0", "Float32")]
    [InlineData("Dimensions", "many", "a whole number from 1 on")]
    [InlineData("Dimensions", "0", "a whole number from 1 on")]
    [InlineData("Dimensions", "-1", "a whole number from 1 on")]
    [InlineData("Dimensions", "1.5", "a whole number from 1 on")]
    [InlineData("Dimensions", "99999999999", "a whole number from 1 on")]
    [InlineData("Prompt", "search", "query, document, question-answering")]
    [InlineData("Truncation", "cut", "Truncate, Throw")]
    [InlineData("MaxTokens", "2", "a whole number from 3 on")]
    [InlineData("MatchSpecialTokens", "yes", "true or false")]
    [InlineData("CacheDirectory", " ", "the path of a folder")]
    [InlineData("Threads", "-1", "a whole number from 0 on")]
    [InlineData("AllowSpinning", "1", "true or false")]
    [InlineData("UnloadAfter", "10 minutes", "such as 00:10:00 for ten minutes")]
    [InlineData("UnloadAfter", "00:00:00", "such as 00:10:00 for ten minutes")]
    [InlineData("UnloadAfter", "-00:10:00", "such as 00:10:00 for ten minutes")]
    [InlineData("UnloadAfter", "25.00:00:00", "at most 24 days")]
    public void Get_UnfitValue_NamesKeyValueAndWhatIsAllowed(string key, string value, string allowed)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Options(new() { [$"EmbeddingGemma:{key}"] = value }));
        Assert.Contains($"EmbeddingGemma:{key} is '{value}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_SeveralFaults_AreAllNamed()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Options(new()
        {
            ["EmbeddingGemma:Dimension"] = "1",
            ["EmbeddingGemma:Threads"] = "x",
            ["EmbeddingGemma:Model:Name"] = "nano",
            ["EmbeddingGemma:Prompt"] = "query",
            ["EmbeddingGemma:PromptText"] = "x",
        }));
        Assert.Equal(4, exception.Failures.Count());
        Assert.Contains("EmbeddingGemma:Dimension is unknown: the keys here are Model, Precision, Dimensions", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Get_Code_WinsOverConfiguration()
    {
        var options = Options(new() { ["EmbeddingGemma:Dimensions"] = "128", ["EmbeddingGemma:Threads"] = "2" }, options => options.Dimensions = 64);
        Assert.Equal(64, options.Dimensions);
        Assert.Equal(2, options.Threads);
    }

    [Fact]
    public void Get_Keyed_ReadsItsOwnSectionAlone()
    {
        var services = WithConfiguration(new()
        {
            ["EmbeddingGemma:Model"] = "nano",
            ["EmbeddingGemma:Dimensions"] = "256",
            ["EmbeddingGemma:code:Model"] = "nano",
            ["EmbeddingGemma:code:Prompt"] = "code-retrieval",
            ["EmbeddingGemma:7:Dimensions"] = "7",
        });
        services.AddEmbeddingGemma();
        services.AddEmbeddingGemma();
        services.AddKeyedEmbeddingGemma("code");
        services.AddKeyedEmbeddingGemma("other");
        using var provider = services.BuildServiceProvider();
        var monitor = provider.GetRequiredService<IOptionsMonitor<EmbeddingGemmaOptions>>();
        Assert.Equal(256, monitor.CurrentValue.Dimensions);
        Assert.Equal(EmbeddingGemmaPrompt.CodeRetrieval, monitor.Get("code").Prompt);
        Assert.Null(monitor.Get("code").Dimensions);
        Assert.Equal(EmbeddingGemmaModel.Gemma300M, monitor.Get("other").Model);
    }

    [Fact]
    public void Get_KeyedSection_RefusesSectionsAndUnknownKeys()
    {
        var services = WithConfiguration(new() { ["EmbeddingGemma:code:more:Model"] = "nano", ["EmbeddingGemma:code:Promt"] = "query" });
        services.AddKeyedEmbeddingGemma("code");
        using var provider = services.BuildServiceProvider();
        var exception = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptionsMonitor<EmbeddingGemmaOptions>>().Get("code"));
        Assert.Contains("EmbeddingGemma:code:more is a section", exception.Message, StringComparison.Ordinal);
        Assert.Contains("EmbeddingGemma:code:Promt is unknown", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EmbeddingGemma:Dimensions", "385", "Dimensions is 385")]
    [InlineData("EmbeddingGemma:Dimensions", "x", "EmbeddingGemma:Dimensions is 'x'")]
    [InlineData("EmbeddingGemma:code:Dimensions", "385", "Dimensions is 385")]
    [InlineData("EmbeddingGemma:Dimensoins", "64", "EmbeddingGemma:Dimensoins is unknown")]
    public async Task Start_UnfitConfiguration_StopsTheHost(string key, string value, string message)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["EmbeddingGemma:Model"] = "nano",
            ["EmbeddingGemma:code:Model"] = "nano",
            [key] = value,
        });
        builder.Services.AddEmbeddingGemma();
        builder.Services.AddKeyedEmbeddingGemma("code");
        using var host = builder.Build();
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FitConfiguration_StartsWithoutTheModel()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["EmbeddingGemma:Model"] = "/no/such/model", ["EmbeddingGemma:Dimensions"] = "64" });
        builder.Services.AddEmbeddingGemma();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static EmbeddingGemmaOptions Options(Dictionary<string, string?> settings, Action<EmbeddingGemmaOptions>? configure = null)
    {
        var services = WithConfiguration(settings);
        services.AddEmbeddingGemma(configure);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<EmbeddingGemmaOptions>>().Value;
    }

    private static ServiceCollection WithConfiguration(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services;
    }
}
