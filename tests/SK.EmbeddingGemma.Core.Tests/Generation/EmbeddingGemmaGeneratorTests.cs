using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Generation;

public sealed class EmbeddingGemmaGeneratorTests
{
    private const float Tolerance = 2e-5f;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task GenerateAsync_Goldens_MatchAtEverySize()
    {
        foreach (var group in Golden.Read("nano").GroupBy(golden => golden.Prompt))
        {
            foreach (var dimensions in new int?[] { null, 384, 256, 128, 64, 1 })
            {
                var options = EmbeddingGemmaPrompt.Custom(group.Key).ToOptions(dimensions);
                var embeddings = await Generators.Nano.GenerateAsync(group.Select(golden => golden.Text), options, Cancellation);

                Assert.Equal(group.Sum(golden => golden.Ids.Length), embeddings.Usage!.InputTokenCount);
                foreach (var (golden, embedding) in group.Zip(embeddings))
                    AssertClose(Cut(golden.Embeddings[384], dimensions ?? 384), embedding.Vector.ToArray());
            }
        }
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task GenerateAsync_PresetsAndViews_MatchTheGoldensOfTheirPrompt()
    {
        var goldens = Golden.Read("nano");
        foreach (var (prompt, view) in new[] { (EmbeddingGemmaPrompt.Query, Generators.Nano.ForQueries()), (EmbeddingGemmaPrompt.Document(), Generators.Nano.ForDocuments()) })
        {
            foreach (var golden in goldens.Where(golden => golden.Prompt == prompt.Text))
            {
                AssertClose(golden.Embeddings[384], (await view.GenerateVectorAsync(golden.Text, cancellationToken: Cancellation)).ToArray());
                AssertClose(golden.Embeddings[384], await Generators.Nano.VectorAsync(golden.Text, prompt.ToOptions()));
            }
        }
    }

    [Fact]
    public async Task GenerateAsync_Prompt_IsPutInFrontExactly()
    {
        foreach (var prompt in new[] { EmbeddingGemmaPrompt.Document(" a | b\nc "), EmbeddingGemmaPrompt.Custom("| \n"), EmbeddingGemmaPrompt.Query })
            Assert.Equal(await Generators.Nano.VectorAsync(prompt.Text + "x | y\n"), await Generators.Nano.VectorAsync("x | y\n", prompt.ToOptions()));
    }

    [Fact]
    public async Task GenerateAsync_Result_SaysWhatItIs()
    {
        var time = new StoppedClock();
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder), MaxTokens = 8 }, timeProvider: time);
        var result = await generator.GenerateAsync(["a", "one two three four five six seven eight"], EmbeddingGemmaPrompt.Custom("p").ToOptions(), Cancellation);

        var tokenizer = generator.GetService<EmbeddingGemmaTokenizer>()!;
        var whole = tokenizer.EncodeForModel("pone two three four five six seven eight");
        Assert.All(result, embedding =>
        {
            Assert.Equal(time.GetUtcNow(), embedding.CreatedAt);
            Assert.Equal(generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId, embedding.ModelId);
        });
        Assert.False((bool)result[0].AdditionalProperties![EmbeddingGemmaGenerator.TruncatedKey]!);
        Assert.False(result[0].AdditionalProperties!.ContainsKey(EmbeddingGemmaGenerator.TokenCountKey));
        Assert.True((bool)result[1].AdditionalProperties![EmbeddingGemmaGenerator.TruncatedKey]!);
        Assert.Equal(whole.TokenCount, result[1].AdditionalProperties![EmbeddingGemmaGenerator.TokenCountKey]);
        Assert.Equal(tokenizer.EncodeForModel("pa").TokenCount + 8, result.Usage!.InputTokenCount);
        Assert.Equal(result.Usage.InputTokenCount, result.Usage.TotalTokenCount);
        Assert.Equal("p", result.AdditionalProperties![EmbeddingGemmaPrompt.OptionsKey]);
        Assert.Equal(8, result.AdditionalProperties[EmbeddingGemmaGenerator.MaxTokensKey]);
    }

    [Fact]
    public async Task GenerateAsync_ModelWithoutNormalize_GivesRawVectorsUnlessCut()
    {
        using var folder = new TemporaryFolder();
        using var raw = Generators.Tiny(folder: new ModelDirectoryBuilder { Normalize = false }.Write(folder));
        using var normalized = Generators.Tiny();
        var rawVector = await raw.VectorAsync("some text");

        Assert.NotInRange(TensorPrimitives.Norm<float>(rawVector), 0.99f, 1.01f);
        AssertClose(Cut(rawVector, Generators.TinyWidth), await normalized.VectorAsync("some text"));
        AssertClose(Cut(rawVector, Generators.TinyWidth), await raw.VectorAsync("some text", EmbeddingGemmaPrompt.None.ToOptions(Generators.TinyWidth)));
        AssertClose(Cut(rawVector, 5), await raw.VectorAsync("some text", EmbeddingGemmaPrompt.None.ToOptions(5)));
    }

    [Fact]
    public async Task GenerateAsync_OptionsDefaults_HoldUnlessTheCallSaysOtherwise()
    {
        using var generator = Generators.Tiny(options => { options.Dimensions = 8; options.Prompt = EmbeddingGemmaPrompt.Custom("p: "); });
        using var plain = Generators.Tiny();
        Assert.Equal(await plain.VectorAsync("p: a", EmbeddingGemmaPrompt.None.ToOptions(8)), (await generator.GenerateVectorAsync("a", cancellationToken: Cancellation)).ToArray());
        Assert.Equal(await plain.VectorAsync("a", EmbeddingGemmaPrompt.None.ToOptions(4)), await generator.VectorAsync("a", EmbeddingGemmaPrompt.None.ToOptions(4)));
    }

    [Fact]
    public async Task GenerateAsync_ModelsOwnPrompts_WinOverTheBuiltInOnes()
    {
        using var folder = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder();
        builder.Prompts["prompts"] = new JsonObject { ["query"] = "Q ", ["document"] = "title: none D ", ["mine"] = "M " };
        builder.Prompts["default_prompt_name"] = "mine";
        using var generator = Generators.Tiny(folder: builder.Write(folder));
        using var plain = Generators.Tiny();

        Assert.Equal(await plain.VectorAsync("Q a"), await generator.VectorAsync("a", EmbeddingGemmaPrompt.Query.ToOptions()));
        Assert.Equal(await plain.VectorAsync("title: T D a"), await generator.VectorAsync("a", EmbeddingGemmaPrompt.Document("T").ToOptions()));
        Assert.Equal(await plain.VectorAsync("M a"), (await generator.GenerateVectorAsync("a", cancellationToken: Cancellation)).ToArray());
        Assert.Equal(await plain.VectorAsync("a"), await generator.VectorAsync("a"));
        Assert.Equal(
            await plain.VectorAsync("task: search result | query: a"),
            await generator.VectorAsync("a", EmbeddingGemmaPrompt.Custom(EmbeddingGemmaPrompt.Query.Text).ToOptions()));
    }

    [Fact]
    public async Task GenerateAsync_SpecialTokensInText_AreTextWhenNotMatched()
    {
        using var matching = Generators.Tiny();
        using var literal = Generators.Tiny(options => options.MatchSpecialTokens = false);
        var matched = await matching.GenerateAsync(["<eos>"], EmbeddingGemmaPrompt.None.ToOptions(), Cancellation);
        var plain = await literal.GenerateAsync(["<eos>"], EmbeddingGemmaPrompt.None.ToOptions(), Cancellation);
        Assert.Equal(3, matched.Usage!.InputTokenCount);
        Assert.True(plain.Usage!.InputTokenCount > 3);
    }

    [Fact]
    public async Task GenerateAsync_OptionsChangedAfterConstruction_HaveNoEffect()
    {
        var options = new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder), Dimensions = 8 };
        using var generator = new EmbeddingGemmaGenerator(options);
        options.Dimensions = 4;
        Assert.Equal(8, (await generator.VectorAsync("a")).Length);
    }

    [Fact]
    public async Task GenerateAsync_ModelId_MustBeThisModels()
    {
        var id = Generators.Nano.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId!;
        foreach (var accepted in new[] { id, EmbeddingGemmaModel.Nano.Name, id.Split('/')[0] })
            await Generators.Nano.GenerateAsync(["a"], new() { ModelId = accepted }, Cancellation);

        var exception = await Assert.ThrowsAsync<ArgumentException>(() => Generators.Nano.GenerateAsync(["a"], new() { ModelId = "text-embedding-3-small" }, Cancellation));
        Assert.Contains("text-embedding-3-small", exception.Message, StringComparison.Ordinal);
        Assert.Contains(id, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_TextsTooLong_AreReportedOncePerCallWithCounts()
    {
        var logs = new FakeLogCollector();
        using var generator = Generators.Tiny(options => options.MaxTokens = 5, logs);
        await generator.GenerateAsync(["a", "alpha beta gamma delta epsilon", "alpha beta gamma delta epsilon zeta"], EmbeddingGemmaPrompt.None.ToOptions(), Cancellation);
        var warning = Assert.Single(logs.GetSnapshot(), record => record.Level == LogLevel.Warning);
        Assert.StartsWith("2 of 3 texts were cut to 5 tokens", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1500)]
    public async Task GenerateAsync_TruncationThrow_NamesIndexCountAndLimit(int before)
    {
        using var generator = Generators.Tiny(options => { options.MaxTokens = 5; options.Truncation = EmbeddingGemmaTruncation.Throw; });
        var count = generator.GetService<EmbeddingGemmaTokenizer>()!.EncodeForModel("secret alpha beta gamma delta epsilon").TokenCount;
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(
            [.. Enumerable.Repeat("a", before), "secret alpha beta gamma delta epsilon"], EmbeddingGemmaPrompt.None.ToOptions(), Cancellation));
        Assert.Contains($"index {before} has {count} tokens", exception.Message, StringComparison.Ordinal);
        Assert.Contains("at most 5", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        await generator.GenerateAsync(["a"], EmbeddingGemmaPrompt.None.ToOptions(), Cancellation);
    }

    [Fact]
    public async Task GenerateAsync_SizesNotTrained_WarnOnceEach()
    {
        var logs = new FakeLogCollector();
        using var generator = Generators.Tiny(logs: logs);
        foreach (var dimensions in new[] { 7, 9, 7, Generators.TinyWidth, 9 })
            await generator.VectorAsync("a", EmbeddingGemmaPrompt.None.ToOptions(dimensions));
        Assert.Equal(2, logs.GetSnapshot().Count(record => record.Level == LogLevel.Warning));
    }

    [Fact]
    public async Task GenerateAsync_NoPrompt_WarnsOnceWithTheWayOut()
    {
        var logs = new FakeLogCollector();
        using var generator = Generators.Tiny(logs: logs);
        await generator.GenerateAsync(["a"], EmbeddingGemmaPrompt.None.ToOptions(), Cancellation);
        Assert.DoesNotContain(logs.GetSnapshot(), record => record.Level == LogLevel.Warning);
        await generator.GenerateAsync(["a"], cancellationToken: Cancellation);
        await generator.GenerateAsync(["a"], cancellationToken: Cancellation);
        Assert.Contains("ForQueries", Assert.Single(logs.GetSnapshot(), record => record.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_Logs_NeverHoldTexts()
    {
        var logs = new FakeLogCollector();
        using var generator = Generators.Tiny(options => options.MaxTokens = 5, logs);
        await generator.GenerateAsync(["SECRET one two three four five"], EmbeddingGemmaPrompt.Document("SECRET").ToOptions(7), Cancellation);
        await generator.GenerateAsync(["SECRET"], cancellationToken: Cancellation);
        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["SECRET", null!], cancellationToken: Cancellation));
        Assert.NotEmpty(logs.GetSnapshot());
        Assert.All(logs.GetSnapshot(), record =>
        {
            Assert.DoesNotContain("SECRET", record.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(record.StructuredState ?? [], pair => pair.Value?.Contains("SECRET", StringComparison.Ordinal) is true);
        });
    }

    [Fact]
    public void GetService_BeforeUse_LoadsNoWeights()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, Dimensions = 128 });
        var metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        Assert.Equal("embeddinggemma", metadata.ProviderName);
        Assert.Equal($"{EmbeddingGemmaModel.Nano.Name}@{EmbeddingGemmaModel.Nano.Revision}/float32", metadata.DefaultModelId);
        Assert.Equal(128, metadata.DefaultModelDimensions);
        Assert.NotNull(generator.GetService<Tokenizer>());
        Assert.Same(generator.GetService<Tokenizer>(), generator.GetService<EmbeddingGemmaTokenizer>());
        Assert.Same(generator, generator.GetService<EmbeddingGemmaGenerator>());
        Assert.Same(generator, generator.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Same(generator, generator.GetService<IEmbeddingGenerator>());
        Assert.Null(generator.GetService<InferenceSession>());
        Assert.Null(generator.GetService<string>());
        Assert.Null(generator.GetService<EmbeddingGeneratorMetadata>("key"));
        Assert.Throws<ArgumentNullException>(() => generator.GetService(null!));
    }

    [Fact]
    public void GetService_Metadata_StatesThePrecisionWithoutFiles()
    {
        // EmbeddingGemma 300M need not be on this machine for that.
        using var large = new EmbeddingGemmaGenerator(new());
        Assert.EndsWith($"@{EmbeddingGemmaModel.Gemma300M.Revision}/int8", large.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId, StringComparison.Ordinal);
        using var exact = new EmbeddingGemmaGenerator(new() { Precision = EmbeddingGemmaPrecision.Float32 });
        Assert.EndsWith("/float32", exact.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId, StringComparison.Ordinal);
        using var missing = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory("no-such-model"), Precision = EmbeddingGemmaPrecision.Int8 });
        Assert.Equal("no-such-model/int8", missing.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
    }

    [Fact]
    public async Task GetService_AfterUse_GivesSessionAndTheSameTokenizer()
    {
        using var generator = Generators.Tiny();
        var before = (generator.GetService<Tokenizer>(), generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
        await generator.VectorAsync("a");
        Assert.Equal(before, (generator.GetService<Tokenizer>(), generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId));
        Assert.Matches("^embeddinggemma-test-.*@[0-9a-f]{16}/float32$", before.DefaultModelId);
        Assert.Equal(Generators.TinyWidth, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
        Assert.NotNull(generator.GetService<InferenceSession>());
    }

    [Fact]
    public void Constructor_BadArguments_AreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new EmbeddingGemmaGenerator(null!));
        var exception = Assert.Throws<OptionsValidationException>(() => new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, Dimensions = 385 }));
        Assert.Contains("385", exception.Message, StringComparison.Ordinal);
        Assert.Contains("384, 256, 128, 64", exception.Message, StringComparison.Ordinal);
    }

    private static float[] Cut(float[] vector, int dimensions)
    {
        var cut = vector[..dimensions];
        TensorPrimitives.Divide(cut, TensorPrimitives.Norm<float>(cut), cut);
        return cut;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - Tolerance, expected[i] + Tolerance);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
