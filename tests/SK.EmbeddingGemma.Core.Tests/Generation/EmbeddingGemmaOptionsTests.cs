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
        options.Dimensions = null;
        options.MaxTokens = null;
        Assert.Null(options.Dimensions ?? options.MaxTokens);
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
