using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

public sealed class EmbeddingGemmaModelTests
{
    [Fact]
    public void Nano_IsNamedAndFound()
    {
        var model = EmbeddingGemmaModel.Nano;
        Assert.Equal(("embeddinggemma-nano", "embeddinggemma-nano", 384), (model.Name, model.ToString(), model.Dimensions));
        Assert.Equal([384, 256, 128, 64], model.TrainedDimensions);
        Assert.Equal(384, model.Open().Dimensions);
    }

    [Fact]
    public void Gemma300M_IsNamedWithItsPinnedCommit()
    {
        var model = EmbeddingGemmaModel.Gemma300M;
        Assert.Equal(("embeddinggemma-300m", 768, "57c266a740f537b4dc058e1b0cda161fd15afa75"), (model.Name, model.Dimensions, model.Revision));
        Assert.Equal([768, 512, 256, 128], model.TrainedDimensions);
    }

    [Fact]
    public void Gemma2_IsPinned()
    {
        var model = EmbeddingGemmaModel.Gemma2;
        Assert.Equal(("embeddinggemma-2", 768, "914f7f89142e33e77833254d9c9b90c3cef7303b"), (model.Name, model.Dimensions, model.Revision));
        Assert.Equal([768, 512, 256, 128], model.TrainedDimensions);
        Assert.Equal(EmbeddingGemmaPrecision.Int8, model.KnownPrecision);
    }

    [Fact]
    public void FromDirectory_NeedNotExistBeforeItIsOpened()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "my-model");
        var model = EmbeddingGemmaModel.FromDirectory(path + Path.DirectorySeparatorChar);

        Assert.Equal(("my-model", null, null), (model.Name, model.Dimensions, model.Revision));
        Assert.Empty(model.TrainedDimensions);
        Assert.Contains(path, Assert.Throws<DirectoryNotFoundException>(() => model.Open()).Message, StringComparison.Ordinal);
        Assert.Equal("/", EmbeddingGemmaModel.FromDirectory("/").Name[^1..].Replace('\\', '/'));
    }

    [Fact]
    public void FromDirectory_NoPath_IsAnArgumentFault()
    {
        Assert.Throws<ArgumentNullException>(() => EmbeddingGemmaModel.FromDirectory(null!));
        Assert.Throws<ArgumentException>(() => EmbeddingGemmaModel.FromDirectory(""));
        Assert.Throws<ArgumentException>(() => EmbeddingGemmaModel.FromDirectory(" "));
        Assert.Throws<ArgumentException>(() => EmbeddingGemmaModel.FromDirectory("a\0b"));
    }

    [Fact]
    public void FromGguf_NeedNotExistBeforeItIsOpened()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "my-model.Q8_0.gguf");
        var model = EmbeddingGemmaModel.FromGguf(path);

        Assert.Equal(("my-model.Q8_0", null, null), (model.Name, model.Dimensions, model.Revision));
        Assert.Empty(model.TrainedDimensions);
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => model.Open()).Message, StringComparison.Ordinal);
        Assert.NotEqual(model, EmbeddingGemmaModel.FromDirectory(path));
        Assert.Equal(model, EmbeddingGemmaModel.Parse(path));
    }

    [Fact]
    public void FromGguf_NoPath_IsAnArgumentFault()
    {
        Assert.Throws<ArgumentNullException>(() => EmbeddingGemmaModel.FromGguf(null!));
        Assert.Throws<ArgumentException>(() => EmbeddingGemmaModel.FromGguf(" "));
        Assert.Throws<ArgumentException>(() => EmbeddingGemmaModel.FromGguf("a\0b"));
    }

    [Fact]
    public void Parse_DirectoryNamedLikeAFile_IsADirectory()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.gguf");
        Directory.CreateDirectory(path);
        Assert.Equal(EmbeddingGemmaModel.FromDirectory(path), EmbeddingGemmaModel.Parse(path));
    }

    [Fact]
    public void Equals_WhatItNames()
    {
        var model = EmbeddingGemmaModel.FromDirectory("a/b");
        Assert.Equal(model, EmbeddingGemmaModel.FromDirectory(Path.GetFullPath("a/b/")));
        Assert.Equal(model.GetHashCode(), EmbeddingGemmaModel.FromDirectory("a/b").GetHashCode());
        Assert.NotEqual(model, EmbeddingGemmaModel.FromDirectory("c/b"));
        Assert.NotEqual(EmbeddingGemmaModel.Nano, EmbeddingGemmaModel.Gemma300M);
        Assert.NotEqual(EmbeddingGemmaModel.Nano, EmbeddingGemmaModel.FromDirectory(Path.Combine(AppContext.BaseDirectory, "models", "nano")));
        Assert.False(model.Equals(null));
    }

    [Theory]
    [InlineData("nano", "embeddinggemma-nano")]
    [InlineData("gemma-2", "embeddinggemma-2")]
    [InlineData("EmbeddingGemma-2", "embeddinggemma-2")]
    [InlineData(" Nano ", "embeddinggemma-nano")]
    [InlineData("embeddinggemma-nano", "embeddinggemma-nano")]
    [InlineData("gemma-300m", "embeddinggemma-300m")]
    [InlineData("EmbeddingGemma-300M", "embeddinggemma-300m")]
    [InlineData("./nano", "nano")]
    [InlineData("models/mine", "mine")]
    [InlineData("models/mine.gguf", "mine")]
    public void Parse_NameOrPath_IsTheModel(string text, string name)
    {
        Assert.Equal(name, EmbeddingGemmaModel.Parse(text).Name);
        Assert.True(EmbeddingGemmaModel.TryParse(text, out var model));
        Assert.Equal(EmbeddingGemmaModel.Parse(text), model);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    public void Parse_Nothing_IsAFormatFault(string text)
    {
        Assert.Throws<FormatException>(() => EmbeddingGemmaModel.Parse(text));
        Assert.False(EmbeddingGemmaModel.TryParse(text, out _));
        Assert.False(EmbeddingGemmaModel.TryParse(null, out _));
        Assert.Throws<ArgumentNullException>(() => EmbeddingGemmaModel.Parse(null!));
    }

    [Fact]
    public void Parse_ThroughIParsable_IsTheSame() => Assert.Equal(EmbeddingGemmaModel.Nano, ParseAny<EmbeddingGemmaModel>("nano"));

    [Theory]
    [InlineData(768, new[] { 768, 512, 256, 128 })]
    [InlineData(384, new[] { 384 })]
    [InlineData(10, new[] { 10 })]
    public void TrainedDimensionsOf_Width_IsTheFamilysListOrTheWidth(int width, int[] expected) =>
        Assert.Equal(expected, EmbeddingGemmaModel.TrainedDimensionsOf(width));

    [Fact]
    public void NanoFolder_Missing_NamesPackageAndFolder()
    {
        using var folder = new TemporaryFolder();
        var fault = Assert.Throws<DirectoryNotFoundException>(() => NanoFolder.Find(folder.Path));
        Assert.Contains("SK.EmbeddingGemma.Models.Nano", fault.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder.Path, "models", "nano"), fault.Message, StringComparison.Ordinal);
    }

    private static T ParseAny<T>(string text) where T : IParsable<T> => T.Parse(text, null);
}
