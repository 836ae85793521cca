using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

public sealed class EmbeddingGemmaSpaceTests
{
    // What stores have kept must be recognised by every later version: this never changes.
    private const string NanoFingerprint = "cb7c0a3aeb189dad537d945e29e5b8d9";
    private const string NanoText = "embeddinggemma-space-1;c26fd826a805d319;Weights;b673225b7a019579;384;c26fd826a805d319;embeddinggemma-nano";

    [Fact]
    public void Fingerprint_Nano_IsTheSameForEver()
    {
        var space = Of(new() { Model = EmbeddingGemmaModel.Nano });
        Assert.Equal((NanoFingerprint, NanoText), (space.Fingerprint, space.ToString()));
    }

    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Int8)]
    [InlineData(EmbeddingGemmaPrecision.Int4)]
    public void IsCompatibleWith_OtherPrecision_IsOneSpace(EmbeddingGemmaPrecision precision)
    {
        var (floats, bytes) = (Of(new() { Model = EmbeddingGemmaModel.Nano, Precision = EmbeddingGemmaPrecision.Float32 }), Of(new() { Model = EmbeddingGemmaModel.Nano, Precision = precision }));
        Assert.True(floats.IsCompatibleWith(bytes));
        Assert.Equal(floats, bytes);
        Assert.Equal(floats.GetHashCode(), bytes.GetHashCode());
    }

    [Fact]
    public void IsCompatibleWith_OtherDimensions_IsAPrefixOfTheSpace()
    {
        var (whole, cut) = (Of(new() { Model = EmbeddingGemmaModel.Nano }), Of(new() { Model = EmbeddingGemmaModel.Nano, Dimensions = 128 }));
        Assert.True(whole.IsCompatibleWith(cut) && cut.IsCompatibleWith(whole));
        Assert.NotEqual(whole, cut);
        Assert.NotEqual(whole.Fingerprint, cut.Fingerprint);
        Assert.Equal(cut, whole.WithDimensions(128));
    }

    [Fact]
    public void IsCompatibleWith_SameFilesElsewhere_IsOneSpace()
    {
        using var folder = new TemporaryFolder();
        var nano = EmbeddingGemmaModel.Nano.Resolve();
        foreach (var file in Directory.EnumerateFiles(nano, "*", SearchOption.AllDirectories))
        {
            var target = folder.PathOf(Path.GetRelativePath(nano, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        Assert.Equal(Of(new() { Model = EmbeddingGemmaModel.Nano }).Fingerprint, Of(new() { Model = EmbeddingGemmaModel.FromDirectory(folder.Path) }).Fingerprint);
    }

    [Fact]
    public void IsCompatibleWith_OtherWeights_IsAnotherSpace() => AssertOther(new ModelDirectoryBuilder { Seed = 2 });

    [Fact]
    public void IsCompatibleWith_OtherPrompts_IsAnotherSpace()
    {
        var builder = new ModelDirectoryBuilder();
        builder.Prompts["prompts"] = new JsonObject { ["query"] = "find: " };
        AssertOther(builder);
    }

    [Fact]
    public void IsCompatibleWith_ExportOfTheModel_IsAnotherSpace()
    {
        using var folder = new TemporaryFolder();
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(folder));
        PlainOnnxExport.Write(directory, folder.PathOf("model.onnx"), new(), progress: null, TestContext.Current.CancellationToken);
        Assert.False(Of(new() { Model = EmbeddingGemmaModel.FromDirectory(folder.Path) }).IsCompatibleWith(Of(new() { Model = EmbeddingGemmaModel.FromOnnx(folder.PathOf("model.onnx")) })));
    }

    [Fact]
    public void GetService_View_HasTheSpaceOfItsVectors()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        Assert.Equal(64, generator.ForQueries().WithDimensions(64).GetService<EmbeddingGemmaSpace>()!.Dimensions);
        Assert.Equal(384, generator.ForDocuments().GetService<EmbeddingGemmaSpace>()!.Dimensions);
        Assert.Null(generator.GetService<EmbeddingGemmaSpace>("key"));
    }

    [Fact]
    public void GetService_Disposed_IsNull()
    {
        var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        generator.Dispose();
        Assert.Null(generator.GetService<EmbeddingGemmaSpace>());
    }

    [Fact]
    public void Parse_Text_GivesTheSpaceBack()
    {
        var space = new EmbeddingGemmaSpace("a;name = with ; all", revision: null, "0123456789abcdef", EmbeddingGemmaPrecisionFamily.Export, "fedcba9876543210", 7);
        var read = EmbeddingGemmaSpace.Parse(space.ToString());
        Assert.Equal(space, read);
        Assert.Equal((space.Model, space.Revision, space.Dimensions, space.Precision), (read.Model, read.Revision, read.Dimensions, read.Precision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("embeddinggemma-space-1")]
    [InlineData("embeddinggemma-space-2;0123456789abcdef;Weights;0123456789abcdef;7;;m")]
    [InlineData("embeddinggemma-space-1;0123456789abcdeg;Weights;0123456789abcdef;7;;m")]
    [InlineData("embeddinggemma-space-1;0123456789abcdef;0;0123456789abcdef;7;;m")]
    [InlineData("embeddinggemma-space-1;0123456789abcdef;Weights;0123456789abcdef;0;;m")]
    [InlineData("embeddinggemma-space-1;0123456789abcdef;Weights;0123456789abcdef;-7;;m")]
    [InlineData("embeddinggemma-space-1;0123456789abcdef;Weights;0123456789abcdef;7;;")]
    public void Parse_AnythingElse_Throws(string text)
    {
        Assert.Throws<FormatException>(() => EmbeddingGemmaSpace.Parse(text));
        Assert.False(EmbeddingGemmaSpace.TryParse(text, out _));
    }

    private static void AssertOther(ModelDirectoryBuilder builder)
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        Assert.False(Of(new() { Model = EmbeddingGemmaModel.FromDirectory(new ModelDirectoryBuilder().Write(first)) }).IsCompatibleWith(Of(new() { Model = EmbeddingGemmaModel.FromDirectory(builder.Write(second)) })));
    }

    private static EmbeddingGemmaSpace Of(EmbeddingGemmaOptions options)
    {
        using var generator = new EmbeddingGemmaGenerator(options);
        return generator.GetService<EmbeddingGemmaSpace>()!;
    }
}
