using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Weights;

public sealed class SentenceTransformersExportTests : IDisposable
{
    private readonly TemporaryFolder _model = new();
    private readonly TemporaryFolder _target = new();

    [Theory]
    [InlineData("F32", "")]
    [InlineData("BF16", "model.")]
    [InlineData("F16", "")]
    public async Task Write_AnyWeights_GivesTheSameModelInFloats(string weightType, string prefix)
    {
        var builder = new ModelDirectoryBuilder { WeightType = weightType, TensorPrefix = prefix };
        builder.Config["dtype"] = "bfloat16";
        builder.Dense[0]["bias"] = true;
        var before = ModelDirectory.Open(builder.Write(_model));
        var path = Path.Combine(_target.Path, "copy");
        var length = SentenceTransformersExport.Write(before, path, overwrites: false, progress: null, TestContext.Current.CancellationToken);
        var after = ModelDirectory.Open(path);

        Assert.Equal(new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), length);
        Assert.Equal("\"float32\"", JsonFile.Read(Path.Combine(path, "config.json")).GetProperty("dtype").GetRawText());
        Assert.Equal(before.Prompts, after.Prompts);
        Assert.Equal((before.MaxTokens, before.Dimensions, before.Normalizes), (after.MaxTokens, after.Dimensions, after.Normalizes));
        using var tensors = TensorSource.Open(path);
        Assert.All(tensors.Tensors.Values, info => Assert.Equal(TensorType.Float32, info.Type));
        Assert.Equal(await EmbedAsync(_model.Path), await EmbedAsync(path));
    }

    [Fact]
    public async Task Write_TransformerInAFolderOfItsOwn_KeepsTheLayout()
    {
        var root = new ModelDirectoryBuilder().Write(_model);
        var modules = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(root, "modules.json")))!.AsArray();
        modules[0]!["path"] = "0_Transformer";
        File.WriteAllText(Path.Combine(root, "modules.json"), modules.ToJsonString());
        Directory.CreateDirectory(Path.Combine(root, "0_Transformer"));
        foreach (var name in new[] { "config.json", "model.safetensors", "tokenizer.json", "sentence_bert_config.json", "tokenizer_config.json" })
            File.Move(Path.Combine(root, name), Path.Combine(root, "0_Transformer", name));

        var path = Path.Combine(_target.Path, "copy");
        SentenceTransformersExport.Write(ModelDirectory.Open(root), path, overwrites: false, progress: null, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Path.Combine(path, "0_Transformer", "model.safetensors")));
        Assert.Equal(await EmbedAsync(root), await EmbedAsync(path));
    }

    [Fact]
    public void Write_FolderThatIsThere_IsReplacedOnlyWhenAskedToAndAModel()
    {
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_model));
        _target.Write("copy/letter.txt", "dear");
        var path = Path.Combine(_target.Path, "copy");
        Assert.Contains("--force", Refused(overwrites: false), StringComparison.Ordinal);
        Assert.Contains("no model", Refused(overwrites: true), StringComparison.Ordinal);

        _target.Write("copy/modules.json", "[]");
        SentenceTransformersExport.Write(directory, path, overwrites: true, progress: null, TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Path.Combine(path, "letter.txt")));
        Assert.Equal(ModelRevision.Compute(directory), ModelRevision.Compute(ModelDirectory.Open(path)));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_target.Path));

        string Refused(bool overwrites)
        {
            var failure = Assert.Throws<IOException>(() => SentenceTransformersExport.Write(directory, path, overwrites, progress: null, TestContext.Current.CancellationToken));
            Assert.Equal("dear", File.ReadAllText(Path.Combine(path, "letter.txt")));
            return failure.Message;
        }
    }

    [Fact]
    public void Write_OverItself_IsRefused()
    {
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_model));
        Assert.Throws<IOException>(() => SentenceTransformersExport.Write(directory, _model.Path, overwrites: true, progress: null, TestContext.Current.CancellationToken));
        Assert.NotEqual("", ModelRevision.Compute(directory));
    }

    [Fact]
    public void Write_CancelledOnTheWay_LeavesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new RecordedShares(share =>
        {
            if (share > 0.5)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() =>
            SentenceTransformersExport.Write(EmbeddingGemmaModel.Nano.Open(), Path.Combine(_target.Path, "copy"), overwrites: false, progress, cancellation.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Fact]
    public void Write_DenseWeightMissing_IsNamedAndLeavesNothing()
    {
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_model));
        _model.Write("3_Dense/model.safetensors", new SafetensorsWriter().Add("other", [1], [1f]).ToArray());
        var failure = Assert.Throws<InvalidDataException>(() =>
            SentenceTransformersExport.Write(directory, Path.Combine(_target.Path, "copy"), overwrites: false, progress: null, TestContext.Current.CancellationToken));
        Assert.Contains("linear.weight", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    public void Dispose()
    {
        _model.Dispose();
        _target.Dispose();
    }

    private static async Task<float[]> EmbedAsync(string path)
    {
        using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.FromDirectory(path), Precision = EmbeddingGemmaPrecision.Float32 });
        var results = await generator.GenerateAsync(["a text", "another, longer text"], cancellationToken: TestContext.Current.CancellationToken);
        return [.. results.SelectMany(result => result.Vector.ToArray())];
    }
}
