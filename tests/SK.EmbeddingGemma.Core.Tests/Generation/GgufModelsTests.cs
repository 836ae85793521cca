using System.Numerics.Tensors;
using Microsoft.Extensions.Logging.Abstractions;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights;
using SK.EmbeddingGemma.Weights.Gguf;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Vectors of GGUF files, against those of the model that they were made from.</summary>
public sealed class GgufModelsTests : IDisposable
{
    private static readonly string[] Texts =
    [
        "a text", "", "The quick brown fox jumps over the lazy dog. 日本語 👩‍👩‍👧", "def main():\n\treturn  [x for x in range(3)]",
        string.Join(' ', Enumerable.Repeat("a window that long texts exceed", 60)),
    ];

    private readonly TemporaryFolder _model = new();
    private readonly TemporaryFolder _target = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Embed_NanoAsF32_IsTheSameBits() => AssertSameBitsAsync(EmbeddingGemmaModel.Nano);

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public Task Embed_TinyV1AsF32_IsTheSameBits() => AssertSameBitsAsync(EmbeddingGemmaModel.FromDirectory(SharedFolder.PathOf("goldens/tiny-v1")));

    [Fact]
    public Task Embed_ModelWithoutDenseModulesAsF32_IsTheSameBits()
    {
        var builder = new ModelDirectoryBuilder();
        builder.Dense.Clear();
        return AssertSameBitsAsync(EmbeddingGemmaModel.FromDirectory(builder.Write(_model)));
    }

    [Fact]
    public async Task Embed_OtherAttentionScale_IsInTheFile()
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["query_pre_attn_scalar"] = 3;
        var model = EmbeddingGemmaModel.FromDirectory(builder.Write(_model));
        AssertClose(await VectorsAsync(model), await VectorsAsync(Export(model, GgufType.F32)), 0.999999f);
    }

    [Theory]
    [InlineData(1, 0.999f)]
    [InlineData(8, 0.995f)]
    public async Task Embed_NanoInLessPrecision_IsClose(int type, float least) =>
        AssertClose(await VectorsAsync(EmbeddingGemmaModel.Nano), await VectorsAsync(Export(EmbeddingGemmaModel.Nano, (GgufType)type)), least);

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(8u)]
    [InlineData(30u)]
    [InlineData(null)] // a mixture of all
    public async Task Embed_Type_IsTheSameAsItsNumbersInSinglePrecision(uint? type)
    {
        uint[] types = [0, 1, 2, 8, 30];
        var (stored, plain) = (GgufFile.Tiny(), GgufFile.Tiny());
        foreach (var ((name, tensor), index) in stored.Tensors.Where(tensor => tensor.Value.Sizes.Length == 2).ToArray().Select((tensor, index) => (tensor, index)))
        {
            if ((type ?? types[index % types.Length]) is not 0 and var own)
                stored.Store(name, own);
        }

        var model = Write(stored, "stored");
        using (var source = TensorSource.Open(model.Open()))
            Copy(source, name => GgufTensors.NameOf(name));
        foreach (var module in model.Open().DenseModules)
        {
            using var source = TensorSource.Open(module);
            Copy(source, _ => module.GgufTensor!);
        }

        Assert.Equal(await VectorsAsync(Write(plain, "plain"), "ab abc a b", "<b>a  c"), await VectorsAsync(model, "ab abc a b", "<b>a  c"));

        void Copy(TensorSource source, Func<string, string> nameOf)
        {
            foreach (var (name, info) in source.Tensors)
            {
                var values = new float[info.Count];
                source.Read(name, [.. info.Shape], values);
                plain.SetFloats(nameOf(name), values, [.. info.Shape.Reverse()]);
            }
        }
    }

    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Float32)]
    [InlineData(EmbeddingGemmaPrecision.Int8)]
    [InlineData(EmbeddingGemmaPrecision.Int4)]
    public void Convert_NanoAsF32_GivesTheSameFiles(EmbeddingGemmaPrecision precision)
    {
        var path = Export(EmbeddingGemmaModel.Nano, GgufType.F32);
        using var expected = Convert(EmbeddingGemmaModel.Nano.Open(), precision, "one");
        using var actual = Convert(path.Open(), precision, "two");
        foreach (var file in new[] { "graph.onnx", "graph.weights", "embeddings" })
            Assert.Equal(CacheFolder.Files(expected.Folder)[file], CacheFolder.Files(actual.Folder)[file]);
    }

    [Fact]
    public void Convert_SameContentUnderAnotherName_IsFoundAgain()
    {
        var file = GgufFile.Tiny();
        using var first = Convert(Write(file, "one").Open(), EmbeddingGemmaPrecision.Float32, "cache");
        using var renamed = Convert(Write(file, "two").Open(), EmbeddingGemmaPrecision.Float32, "cache");
        Assert.Equal(first.Folder, renamed.Folder);
        file.Tensors["dense_3.weight"].Bytes[^2] ^= 1; // in place, under a name that is remembered
        using var changed = Convert(Write(file, "two").Open(), EmbeddingGemmaPrecision.Float32, "cache");
        Assert.NotEqual(first.Folder, changed.Folder);
    }

    [Fact]
    public void Revision_IsThatOfWhatMovesVectors()
    {
        var revisions = new List<string>
        {
            Revision(_ => { }),
            Revision(file => file.Tensors["dense_3.weight"].Bytes[2] ^= 1),
            Revision(file => file.Tensors["blk.0.attn_norm.weight"].Bytes[2] ^= 1),
            Revision(file => file.Metadata["gemma-embedding.attention.sliding_window"] = 8u),
            Revision(file => ((float[])file.Metadata["tokenizer.ggml.scores"])[264] = 1),
            Revision(file => file.Store("dense_2.weight", 30)),
        };
        Assert.Equal(revisions.Count, revisions.Distinct().Count());
        Assert.Equal(revisions[0], Revision(file => file.Metadata["general.name"] = "Another"));

        string Revision(Action<GgufFile> change)
        {
            var file = GgufFile.Tiny();
            change(file);
            return ModelRevision.Compute(Write(file, "revision").Open());
        }
    }

    [Fact]
    public void TokenizerCache_Gguf_IsCompiledOnce()
    {
        var directory = Write(GgufFile.Tiny(), "tokens").Open();
        var cache = new TokenizerCache(new CacheLocation(_target.Path, IsNamed: true), NullLogger.Instance);
        var expected = cache.Open(directory).EncodeToIds("abc <b>");
        Assert.Single(Directory.GetFiles(Path.Combine(_target.Path, "tokenizers")));
        Assert.Equal(expected, cache.Open(directory).EncodeToIds("abc <b>"));
        Assert.Equal(expected, directory.ReadTokenizer().EncodeToIds("abc <b>"));
    }

    [Fact]
    public void Export_FromGguf_GivesTheSameFileAgain()
    {
        var first = Export(EmbeddingGemmaModel.Nano, GgufType.F32);
        GgufExport.Write(first.Open(), _target.PathOf("again.gguf"), GgufType.F32, overwrites: false, progress: null, Cancellation);
        Assert.Equal(File.ReadAllBytes(first.Open().Path), File.ReadAllBytes(_target.PathOf("again.gguf")));
    }

    [Fact]
    public void Export_FromGguf_GivesTheSameOnnx()
    {
        var gguf = Export(EmbeddingGemmaModel.Nano, GgufType.F32);
        PlainOnnxExport.Write(EmbeddingGemmaModel.Nano.Open(), _target.PathOf("one.onnx"), new PlainOnnxOptions(), progress: null, Cancellation);
        PlainOnnxExport.Write(gguf.Open(), _target.PathOf("two.onnx"), new PlainOnnxOptions(), progress: null, Cancellation);
        Assert.Equal(File.ReadAllBytes(_target.PathOf("one.onnx")), File.ReadAllBytes(_target.PathOf("two.onnx")));
    }

    [Fact]
    public void Export_FromGgufToSafetensors_IsRefusedWithTheWayOut()
    {
        var directory = Write(GgufFile.Tiny(), "tiny").Open();
        var failure = Assert.Throws<NotSupportedException>(() => SentenceTransformersExport.Write(directory, _target.PathOf("folder"), overwrites: false, progress: null, Cancellation));
        Assert.Contains("export the original", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_target.Path, "folder")));
    }

    public void Dispose()
    {
        _model.Dispose();
        _target.Dispose();
    }

    private static async Task<float[][]> VectorsAsync(EmbeddingGemmaModel model, params string[] texts)
    {
        using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = model, Precision = EmbeddingGemmaPrecision.Float32 });
        var embeddings = await generator.GenerateAsync(texts.Length > 0 ? texts : Texts, EmbeddingGemmaPrompt.None.ToOptions(), Cancellation);
        return [.. embeddings.Select(embedding => embedding.Vector.ToArray())];
    }

    private static void AssertClose(float[][] expected, float[][] actual, float least) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(TensorPrimitives.CosineSimilarity(pair.First, pair.Second), least, 1.00001f));

    private async Task AssertSameBitsAsync(EmbeddingGemmaModel model)
    {
        var expected = await VectorsAsync(model);
        Assert.All(expected, vector => Assert.InRange(TensorPrimitives.Norm<float>(vector), 0.9999f, 1.0001f));
        Assert.Equal(expected, await VectorsAsync(Export(model, GgufType.F32)));
    }

    private EmbeddingGemmaModel Export(EmbeddingGemmaModel model, GgufType type)
    {
        var path = _target.PathOf("exported.gguf");
        GgufExport.Write(model.Open(), path, type, overwrites: true, progress: null, Cancellation);
        return EmbeddingGemmaModel.FromGguf(path);
    }

    private EmbeddingGemmaModel Write(GgufFile file, string name) => EmbeddingGemmaModel.FromGguf(file.Write(_target.PathOf(name + ".gguf")));

    private ConvertedModel Convert(ModelDirectory directory, EmbeddingGemmaPrecision precision, string cache) =>
        new ModelCache(new CacheLocation(Path.Combine(_target.Path, cache), IsNamed: true), NullLogger.Instance).Open(directory, precision, progress: null, Cancellation);
}
