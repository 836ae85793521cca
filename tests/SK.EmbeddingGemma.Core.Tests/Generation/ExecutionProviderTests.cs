using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.Inference.Providers;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Providers that are right, wrong in several ways, or not there.</summary>
public sealed class ExecutionProviderTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();
    private readonly FakeLogCollector _logs = new();

    public static TheoryData<string> Wrongs => ["noise", "nan", "zero", "short", "fewer", "swapped", "throws", "unopened"];

    [Fact]
    public async Task Generate_PlainGraphOnTheProcessor_IsTrustedAndRight()
    {
        // The plain graph with the settings that DirectML demands, on the one provider that is always there.
        var plain = Plain();
        using var generator = Create(plain);
        string[] texts = ["a", "ab", "a b c", string.Concat(Enumerable.Repeat("ab c ", 20))];
        foreach (var text in texts)
            AssertClose(await Generators.Tiny().VectorAsync(text), await generator.VectorAsync(text));
        var together = await generator.GenerateAsync(texts, EmbeddingGemmaPrompt.None.ToOptions(), TestContext.Current.CancellationToken);
        for (var i = 0; i < texts.Length; i++)
            AssertClose(await Generators.Tiny().VectorAsync(texts[i]), together[i].Vector.ToArray());
        Assert.Equal([(EmbeddingGemmaExecutionProvider.DirectML, 3)], plain.Opened);
        Assert.Contains(_logs.GetSnapshot(), record => record.Message.StartsWith("DirectML computes the model", StringComparison.Ordinal));
        Assert.EndsWith("/float32", ModelIdOf(generator), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task Generate_ProviderIsWrong_TheProcessorComputes(string wrong)
    {
        using var generator = Create(Wrong(wrong));
        Assert.Equal(await Generators.Tiny().VectorAsync("a b"), await generator.VectorAsync("a b"));
        var warning = Assert.Single(_logs.GetSnapshot(), record => record.Level == LogLevel.Warning);
        Assert.StartsWith("DirectML is not used, because it ", warning.Message.Replace("because the least", "because it", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task Generate_ProviderIsWrongAndRequired_Throws(string wrong)
    {
        using var generator = Create(Wrong(wrong), options => options.RequireExecutionProvider = true);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => generator.VectorAsync("a b"));
        Assert.Contains("DirectML cannot be trusted", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_LostAtWork_LosesNoText()
    {
        var (opened, calls) = (0, 0);
        var runtime = new FakeRuntime(
            directory =>
            {
                var inner = EmbeddingEngine.Load(directory, EmbeddingGemmaPrecision.Float32, 1, TestContext.Current.CancellationToken);
                var isFirst = opened++ == 0;
                return new FakeEngine(pack => isFirst && ++calls == 3 ? throw FakeEngine.Lost : inner.Run(pack, TestContext.Current.CancellationToken));
            },
            EmbeddingGemmaExecutionProvider.DirectML);
        using var generator = Create(runtime);
        foreach (var text in (string[])["a", "b", "a b", "c"])
            Assert.Equal(await Generators.Tiny().VectorAsync(text), await generator.VectorAsync(text));
        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task Generate_ProviderIsNotInstalled_NamesThePackage()
    {
        using var generator = new EmbeddingGemmaGenerator(Options());
        var failure = await Assert.ThrowsAsync<NotSupportedException>(() => generator.VectorAsync("a"));
        Assert.Contains("SK.EmbeddingGemma.DirectML", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_Auto_TakesTheBestThatIsThere()
    {
        using (var alone = Create(new FakeRuntime(_ => throw new InvalidOperationException()), options => options.ExecutionProvider = EmbeddingGemmaExecutionProvider.Auto))
            Assert.Equal(await Generators.Tiny().VectorAsync("a"), await alone.VectorAsync("a"));

        var plain = Plain(EmbeddingGemmaExecutionProvider.OpenVino, EmbeddingGemmaExecutionProvider.Cuda);
        using var generator = Create(plain, options => options.ExecutionProvider = EmbeddingGemmaExecutionProvider.Auto);
        await generator.VectorAsync("a");
        Assert.Equal(EmbeddingGemmaExecutionProvider.Cuda, Assert.Single(plain.Opened).Provider);
    }

    [Fact]
    public async Task Generate_AutoWithInt8_IsTheProcessors()
    {
        using var generator = Create(Plain(), options => (options.ExecutionProvider, options.Precision) = (EmbeddingGemmaExecutionProvider.Auto, EmbeddingGemmaPrecision.Int8));
        await generator.VectorAsync("a");
        Assert.EndsWith("/int8", ModelIdOf(generator), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_Int8OnAProvider_IsRefused()
    {
        using var generator = Create(Plain(), options => options.Precision = EmbeddingGemmaPrecision.Int8);
        Assert.Contains("computes in Float32", (await Assert.ThrowsAsync<OptionsValidationException>(() => generator.VectorAsync("a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_SecondGenerationInInt4_IsRefused()
    {
        using var folder = new TemporaryFolder();
        new SecondModelBuilder().Write(folder);
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory(folder.Path), Precision = EmbeddingGemmaPrecision.Int4 });
        Assert.Contains("take Int8", (await Assert.ThrowsAsync<OptionsValidationException>(() => generator.VectorAsync("a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_SecondGeneration_IsTheProcessorsAlone()
    {
        using var folder = new TemporaryFolder();
        new SecondModelBuilder().Write(folder);
        using var asked = Create(Plain(), options => options.Model = EmbeddingGemmaModel.FromDirectory(folder.Path));
        Assert.Contains("let ExecutionProvider be Cpu or Auto", (await Assert.ThrowsAsync<NotSupportedException>(() => asked.VectorAsync("a"))).Message, StringComparison.Ordinal);
        using var auto = Create(Plain(), options => (options.Model, options.ExecutionProvider) = (EmbeddingGemmaModel.FromDirectory(folder.Path), EmbeddingGemmaExecutionProvider.Auto));
        Assert.Equal(28, (await auto.VectorAsync("a")).Length);
    }

    [Fact]
    public async Task Generate_Export_IsRunByTheProvider()
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        PlainOnnxExport.Write(ModelDirectory.Open(folder.Path), folder.PathOf("model.onnx"), new PlainOnnxOptions(), progress: null, TestContext.Current.CancellationToken);
        var plain = Plain();
        using var generator = Create(plain, options => options.Model = EmbeddingGemmaModel.FromOnnx(folder.PathOf("model.onnx")));
        AssertClose(await Generators.Tiny().VectorAsync("a b"), await generator.VectorAsync("a b"));
        Assert.Single(plain.Opened);
        Assert.False(Directory.Exists(_cache.PathOf("sources")));
    }

    [Fact]
    public void CreateOptions_DirectML_AreSequentialAndWithoutMemoryPattern()
    {
        var asked = -1;
        using var options = ProviderCatalog.CreateOptions(EmbeddingGemmaExecutionProvider.DirectML, 2, 1, (_, device) => asked = device);
        Assert.Equal((2, false, ExecutionMode.ORT_SEQUENTIAL), (asked, options.EnableMemoryPattern, options.ExecutionMode));
    }

    public void Dispose() => _cache.Dispose();

    private static string? ModelIdOf(EmbeddingGemmaGenerator generator) => Assert.IsType<EmbeddingGeneratorMetadata>(generator.GetService(typeof(EmbeddingGeneratorMetadata))).DefaultModelId;

    private static void AssertClose(float[] expected, float[] found) => Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    private FakeRuntime Plain(params EmbeddingGemmaExecutionProvider[] offered)
    {
        var runtime = new ProviderRuntime(new PlainModelCache(new CacheLocation(_cache.Path, IsNamed: true)), 1);
        return new FakeRuntime(
            directory =>
            {
                using var options = ProviderCatalog.CreateOptions(EmbeddingGemmaExecutionProvider.DirectML, 0, 1, (_, _) => { });
                return runtime.Open(options, directory, TestContext.Current.CancellationToken);
            },
            offered.Length > 0 ? offered : [EmbeddingGemmaExecutionProvider.DirectML]);
    }

    private static FakeRuntime Wrong(string wrong) => new(
        directory =>
        {
            if (wrong == "unopened")
                throw FakeEngine.Lost;
            var inner = EmbeddingEngine.Load(directory, EmbeddingGemmaPrecision.Float32, 1, TestContext.Current.CancellationToken);
            return new FakeEngine(pack => Spoil(wrong, inner.Run(pack, TestContext.Current.CancellationToken)));
        },
        EmbeddingGemmaExecutionProvider.DirectML);

    private static float[][] Spoil(string wrong, float[][] vectors) => wrong switch
    {
        "noise" => [.. vectors.Select(vector => vector.Select((number, i) => number + ((i % 2 == 0 ? 0.1f : -0.1f) * Math.Abs(vector.Max()))).ToArray())],
        "nan" => [.. vectors.SkipLast(1), [.. vectors[^1].Select(_ => float.NaN)]],
        "zero" => [.. vectors.Select(vector => new float[vector.Length])],
        "short" => [.. vectors.Select(vector => vector[..^1])],
        "fewer" => vectors[..^1],
        "swapped" => [vectors[1], vectors[0], .. vectors[2..]],
        _ => throw FakeEngine.Lost,
    };

    private EmbeddingGemmaGenerator Create(IProviderRuntime providers, Action<EmbeddingGemmaOptions>? configure = null)
    {
        var options = Options();
        options.Providers = providers;
        configure?.Invoke(options);
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs)));
        return new EmbeddingGemmaGenerator(options, factory);
    }

    private EmbeddingGemmaOptions Options() => new()
    {
        Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder),
        ExecutionProvider = EmbeddingGemmaExecutionProvider.DirectML,
        ExecutionDevice = 3,
        CacheDirectory = _cache.Path,
    };
}
