using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Generation;

/// <summary>What a caller, a text or a directory can get wrong.</summary>
public sealed class BadInputTests
{
    private static readonly EmbeddingGenerationOptions NoPrompt = EmbeddingGemmaPrompt.None.ToOptions();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GenerateAsync_NullValues_AreRefused() =>
        Assert.Equal("values", (await Assert.ThrowsAsync<ArgumentNullException>(() => Generators.Nano.GenerateAsync(null!, NoPrompt, Cancellation))).ParamName);

    [Fact]
    public async Task GenerateAsync_NullText_NamesItsIndex()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => Generators.Nano.GenerateAsync(["a", "b", null!], NoPrompt, Cancellation));
        Assert.Equal("values", exception.ParamName);
        Assert.Contains("index 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_NoTexts_GiveNothing()
    {
        using var generator = Generators.Tiny(folder: "/no/such/model");
        var result = await generator.GenerateAsync([], NoPrompt, Cancellation);
        Assert.Empty(result);
        Assert.Equal(0, result.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task GenerateAsync_EnumerableThatThrows_PassesItOn()
    {
        static IEnumerable<string> Texts()
        {
            yield return "a";
            throw new TimeZoneNotFoundException("mine");
        }

        Assert.Equal("mine", (await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => Generators.Nano.GenerateAsync(Texts(), NoPrompt, Cancellation))).Message);
    }

    [Fact]
    public async Task GenerateAsync_Values_AreEnumeratedOnce()
    {
        var count = 0;
        await Generators.Nano.GenerateAsync(Enumerable.Range(0, 3).Select(i => $"{count++}"), NoPrompt, Cancellation);
        Assert.Equal(3, count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\t\r\n \u00A0\u3000")]
    [InlineData("\0")]
    [InlineData("a\0b\u0001\u001F\u007F\u0085\uFEFF\u200B")]
    [InlineData("\uD800")]
    [InlineData("x\uDC00\uD800y")]
    public async Task GenerateAsync_StrangeText_GivesAVectorOfLengthOne(string text)
    {
        foreach (var prompt in new[] { EmbeddingGemmaPrompt.None, EmbeddingGemmaPrompt.Query })
            Assert.Equal(1, TensorPrimitives.Norm<float>(await Generators.Nano.VectorAsync(text, prompt.ToOptions())), 1e-5f);
    }

    [Fact]
    public async Task GenerateAsync_LoneSurrogate_CountsAsReplacementCharacter() =>
        Assert.Equal(await Generators.Nano.VectorAsync("a\uFFFDb"), await Generators.Nano.VectorAsync("a\uD800b"));

    [Fact]
    public async Task GenerateAsync_TextOf10MB_IsCutAndSaysSo()
    {
        var text = string.Concat(Enumerable.Repeat("lorem ipsum ", 10_000_000 / 12));
        var embedding = Assert.Single(await Generators.Nano.GenerateAsync([text], NoPrompt, Cancellation));
        Assert.True((bool)embedding.AdditionalProperties![EmbeddingGemmaGenerator.TruncatedKey]!);
        Assert.True((int)embedding.AdditionalProperties[EmbeddingGemmaGenerator.TokenCountKey]! > 1_000_000);
        Assert.Equal(1, TensorPrimitives.Norm(embedding.Vector.Span), 1e-5f);
    }

    [Fact]
    public async Task GenerateAsync_100000Texts_KeepTheirOrder()
    {
        using var folder = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder(); // one layer: this is about the number of texts
        builder.Config["num_hidden_layers"] = 1;
        builder.Config["layer_types"] = new JsonArray("full_attention");
        builder.SentenceConfig["max_seq_length"] = 2048;
        using var generator = Generators.Tiny(folder: builder.Write(folder));
        await AssertOrderAsync(generator, 100_000);
    }

    [Fact]
    public async Task GenerateAsync_MoreTokensThanTheModelsLimit_AreSeveralPacks()
    {
        using var generator = Generators.Tiny();
        await AssertOrderAsync(generator, 3_000);
    }

    [Fact]
    public async Task GenerateAsync_DimensionsTooLarge_NamesWidthAndTrainedSizes()
    {
        var exception = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Generators.Nano.GenerateAsync(["a"], new() { Dimensions = 385 }, Cancellation));
        Assert.Equal("options", exception.ParamName);
        Assert.Equal(385, exception.ActualValue);
        Assert.Contains("1 to 384 dimensions: choose one of 384, 256, 128, 64", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Generators.Nano.WithDimensions(0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Generators.Nano.WithDimensions(385).GenerateAsync(["a"], NoPrompt, Cancellation));
    }

    [Fact]
    public async Task GenerateAsync_OptionsThatOnlyTheDirectoryRefutes_FailWithWhatIsAllowed()
    {
        using var wide = Generators.Tiny(options => options.Dimensions = 17);
        Assert.Contains("1 to 16", (await Assert.ThrowsAsync<OptionsValidationException>(() => wide.GenerateAsync(["a"], NoPrompt, Cancellation))).Message, StringComparison.Ordinal);
        using var long_ = Generators.Tiny(options => options.MaxTokens = 10_000);
        Assert.Contains("MaxTokens is 10000", (await Assert.ThrowsAsync<OptionsValidationException>(() => long_.GenerateAsync(["a"], NoPrompt, Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_PromptOfWrongType_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Generators.Nano.GenerateAsync(
            ["a"], new() { AdditionalProperties = new() { [EmbeddingGemmaPrompt.OptionsKey] = 1 } }, Cancellation));

    [Fact]
    public async Task GenerateAsync_MissingDirectory_SaysWhere()
    {
        using var generator = Generators.Tiny(folder: "/no/such/model");
        Assert.Contains("/no/such/model", (await Assert.ThrowsAsync<DirectoryNotFoundException>(() => generator.GenerateAsync(["a"], NoPrompt, Cancellation))).Message, StringComparison.Ordinal);
        Assert.NotNull(generator.GetService<EmbeddingGeneratorMetadata>());
        Assert.Throws<DirectoryNotFoundException>(() => generator.GetService<EmbeddingGemmaTokenizer>());
    }

    [Fact]
    public async Task GenerateAsync_EmptyOrWrongDirectory_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        using var generator = Generators.Tiny(folder: folder.Path);
        await Assert.ThrowsAsync<FileNotFoundException>(() => generator.GenerateAsync(["a"], NoPrompt, Cancellation));
        folder.Write("readme.txt", "not a model");
        await Assert.ThrowsAsync<FileNotFoundException>(() => generator.GenerateAsync(["a"], NoPrompt, Cancellation));
        using var file = Generators.Tiny(folder: Path.Combine(folder.Path, "readme.txt"));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => file.GenerateAsync(["a"], NoPrompt, Cancellation));
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("modules.json")]
    [InlineData("tokenizer.json")]
    [InlineData("model.safetensors")]
    [InlineData("config_sentence_transformers.json")]
    public async Task GenerateAsync_CorruptFile_IsInvalidData(string file)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        folder.Write(file, "{\"truncated");
        using var generator = Generators.Tiny(folder: folder.Path);
        await Assert.ThrowsAsync<InvalidDataException>(() => generator.GenerateAsync(["a"], NoPrompt, Cancellation));
    }

    [Fact]
    public async Task GenerateAsync_WeightsThatOverflow_GiveNoVector()
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        folder.Write("2_Dense/model.safetensors", new SafetensorsWriter().Add("linear.weight", [32, 16], Enumerable.Repeat(3e38f, 512).ToArray()).ToArray());
        using var generator = Generators.Tiny(folder: folder.Path);
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => generator.GenerateAsync(["a"], NoPrompt, Cancellation));
        Assert.DoesNotContain("NullReference", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerateAsync_ModelReplacedByRename_GoesOnWithTheOldOne()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        new ModelDirectoryBuilder { Seed = 99 }.Write(other);
        using var generator = Generators.Tiny(folder: folder.Path);
        var before = await generator.VectorAsync("some text");
        var id = generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId;
        if (OperatingSystem.IsWindows())
            return; // a file in use cannot be replaced there

        File.Move(Path.Combine(other.Path, "model.safetensors"), Path.Combine(folder.Path, "model.safetensors"), overwrite: true);
        Assert.Equal(before, await generator.VectorAsync("some text"));
        Assert.Equal(id, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
        using var next = Generators.Tiny(folder: folder.Path);
        Assert.NotEqual(before, await next.VectorAsync("some text"));
        Assert.NotEqual(id, next.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task GenerateAsync_ModelCutWhileInUse_GoesOnAndTheNextLoadFails(int length)
    {
        using var folder = new TemporaryFolder();
        new ModelDirectoryBuilder().Write(folder);
        using var generator = Generators.Tiny(folder: folder.Path);
        var before = await generator.VectorAsync("some text");
        if (OperatingSystem.IsWindows())
            return; // a file in use cannot be cut there

        using (var file = new FileStream(Path.Combine(folder.Path, "model.safetensors"), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete }))
            file.SetLength(length);
        Assert.Equal(before, await generator.VectorAsync("some text")); // what was converted is in use, not the source
        using var next = Generators.Tiny(folder: folder.Path);
        await Assert.ThrowsAsync<InvalidDataException>(() => next.VectorAsync("some text"));
    }

    private static async Task AssertOrderAsync(EmbeddingGemmaGenerator generator, int count)
    {
        var texts = Enumerable.Range(0, count).Select(i => $"{i % 977}").ToList();
        var result = await generator.GenerateAsync(texts, NoPrompt, Cancellation);

        Assert.Equal(count, result.Count);
        foreach (var i in new[] { 0, 1, 1023, 1024, count / 2, count - 1 })
            Assert.All((await generator.VectorAsync(texts[i])).Zip(result[i].Vector.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }
}
