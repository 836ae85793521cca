using SK.EmbeddingGemma.Models;

namespace SK.EmbeddingGemma.Generation;

public sealed class EmbeddingGemmaOptionsTests
{
    [Fact]
    public void Setters_WhatCanNeverBeRight_IsRefused()
    {
        var options = new EmbeddingGemmaOptions();
        Assert.Throws<ArgumentNullException>(() => options.Model = null!);
        foreach (var wrong in new[] { 0, -1, int.MinValue })
            Assert.Throws<ArgumentOutOfRangeException>(() => options.Dimensions = wrong);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxTokens = 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Threads = -1);
        foreach (var wrong in new[] { TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromDays(25) })
            Assert.Throws<ArgumentOutOfRangeException>(() => options.UnloadAfter = wrong);
        foreach (var wrong in new[] { "", " ", "a\0b" })
            Assert.Throws<ArgumentException>(() => options.CacheDirectory = wrong);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Precision = (EmbeddingGemmaPrecision)99);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.Truncation = (EmbeddingGemmaTruncation)99);
    }

    [Fact]
    public void Setters_WhatMayBeRight_IsKept()
    {
        var options = new EmbeddingGemmaOptions { Dimensions = 1, MaxTokens = 3, Threads = 0, Prompt = null };
        Assert.Equal((1, 3, 0), (options.Dimensions, options.MaxTokens, options.Threads));
        options.UnloadAfter = TimeSpan.FromDays(24);
        Assert.Equal(TimeSpan.FromDays(24), options.UnloadAfter);
        options.UnloadAfter = null;
        Assert.Null(options.UnloadAfter);
        options.Dimensions = null;
        options.MaxTokens = null;
        Assert.Null(options.Dimensions ?? options.MaxTokens);
        Assert.Null(options.Precision);
        options.Precision = EmbeddingGemmaPrecision.Int8;
        Assert.Equal(EmbeddingGemmaPrecision.Int8, options.Precision);
        options.Precision = null;
        Assert.Null(options.Precision);
    }

    [Fact]
    public void PrecisionIn_NoPrecision_IsTheModelsOwn()
    {
        var small = ModelDirectory.Open(Generators.TinyFolder);
        var large = small with { Config = small.Config with { HiddenSize = 768, IntermediateSize = 1152, HeadCount = 3, HeadSize = 256, Layers = [.. Enumerable.Repeat(LayerKind.Local, 24)] } };
        var options = new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder) };
        Assert.Null(options.KnownPrecision);
        Assert.Equal(EmbeddingGemmaPrecision.Float32, options.PrecisionIn(small));
        Assert.Equal(EmbeddingGemmaPrecision.Int8, options.PrecisionIn(large));
        Assert.Equal(EmbeddingGemmaPrecision.Int8, new EmbeddingGemmaOptions().KnownPrecision);
        Assert.Equal(EmbeddingGemmaPrecision.Float32, new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano }.KnownPrecision);

        options.Precision = EmbeddingGemmaPrecision.Float32;
        Assert.Equal(EmbeddingGemmaPrecision.Float32, options.PrecisionIn(large));
    }

    [Fact]
    public void CacheDirectory_Null_IsTheDefault()
    {
        var options = new EmbeddingGemmaOptions { CacheDirectory = "models" };
        Assert.Equal("models", options.CacheDirectory);
        options.CacheDirectory = null;
        Assert.Null(options.CacheDirectory);
    }

    [Fact]
    public void Validate_Dimensions_AreComparedWithAKnownWidth()
    {
        var validator = new EmbeddingGemmaOptionsValidator();
        Assert.True(validator.Validate(null, new() { Model = EmbeddingGemmaModel.Nano, Dimensions = 384 }).Succeeded);
        Assert.True(validator.Validate(null, new() { Model = EmbeddingGemmaModel.FromDirectory("/any"), Dimensions = 5000 }).Succeeded);
        Assert.Contains("768, 512, 256, 128", validator.Validate(null, new() { Dimensions = 769 }).FailureMessage, StringComparison.Ordinal);
    }
}
