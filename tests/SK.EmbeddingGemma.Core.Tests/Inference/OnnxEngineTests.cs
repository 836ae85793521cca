using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Inference;

public sealed class OnnxEngineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task GenerateAsync_ExportOfTinyV1_MatchesSentenceTransformers()
    {
        using var generator = Generator(SharedFolder.PathOf("goldens/tiny-v1/exported.onnx"));
        foreach (var golden in Golden.Read("tiny-v1"))
        {
            var vector = (await generator.GenerateAsync([golden.Text], EmbeddingGemmaPrompt.Custom(golden.Prompt).ToOptions(), Cancellation))[0].Vector.ToArray();
            Assert.InRange(Golden.Difference(golden.Embeddings[48], vector), 0, Golden.Tolerance);
        }
    }

    [Theory]
    [InlineData(OnnxModel.Pooled, false)]
    [InlineData(OnnxModel.Pooled, true)]
    [InlineData(OnnxModel.Tokens, false)]
    public async Task GenerateAsync_OurOwnExport_GivesTheModelsVectors(string output, bool isExternal)
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder(), isExternal, keep: output);
        string[] texts = ["", "Hello world", string.Join(' ', Enumerable.Repeat("several sentences of it", 40))];
        using var weights = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromDirectory(folder.Path), Prompt = EmbeddingGemmaPrompt.None });
        using var export = Generator(path);

        var (expected, actual) = (await weights.GenerateAsync(texts, cancellationToken: Cancellation), await export.GenerateAsync(texts, cancellationToken: Cancellation));

        Assert.All(expected.Zip(actual), pair => Assert.InRange(Golden.Difference(pair.First.Vector.ToArray(), pair.Second.Vector.ToArray()), 0, Golden.Tolerance));
        Assert.Equal(expected.Usage!.InputTokenCount, actual.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task GenerateAsync_TextAmongOthers_GetsTheVectorThatItGetsAlone()
    {
        using var folder = new TemporaryFolder();
        using var generator = Generator(Export(folder, new ModelDirectoryBuilder()));
        string[] texts = ["one", "a somewhat longer text than the first", "three"];
        var together = await generator.GenerateAsync(texts, cancellationToken: Cancellation);
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(together[i].Vector.ToArray(), (await generator.GenerateAsync([texts[i]], cancellationToken: Cancellation))[0].Vector.ToArray());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task GenerateAsync_LongTextsInAnExportWithoutWindow_AreWarnedOfOnce(bool hasWindow, int warnings)
    {
        using var folder = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder(); // a window of 16: a radius of 8
        if (!hasWindow)
            builder.Config["layer_types"] = new System.Text.Json.Nodes.JsonArray("full_attention", "full_attention");
        var path = Export(folder, builder);
        if (!hasWindow)
            folder.Write("config.json", new ModelDirectoryBuilder().Config.ToJsonString()); // what the export forgot
        var log = new FakeLogCollector();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(log)));
        using var generator = Generator(path, loggers);

        await generator.GenerateAsync(["short"], cancellationToken: Cancellation);
        Assert.DoesNotContain(log.GetSnapshot(), record => record.Level == LogLevel.Warning);
        await generator.GenerateAsync(["a text of more than nine tokens, which is one more than a radius of eight"], cancellationToken: Cancellation);
        await generator.GenerateAsync(["another text of more than nine tokens, of which nothing is said any more"], cancellationToken: Cancellation);

        Assert.Equal(warnings, log.GetSnapshot().Count(record => record.Level == LogLevel.Warning && record.Message.Contains("9 tokens", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task GenerateAsync_InputsForOtherContent_AreFedEmpty()
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder(), change: graph =>
        {
            graph.Input("image_features", OnnxTensorType.Float, ["images", "5"]); // its sum, 0 where there is none, is added to the vector
            var sum = graph.Add("ReduceSum", ["image_features"], OnnxAttribute.Of("keepdims", 0));
            Redirect(graph, OnnxModel.Pooled, value => graph.Add("Add", [value, sum]));
        });
        using var generator = Generator(path);
        Assert.Equal(16, (await generator.GenerateAsync(["Hello"], cancellationToken: Cancellation))[0].Vector.Length);
    }

    [Fact]
    public async Task GenerateAsync_Precision_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.FromOnnx(Export(folder, new ModelDirectoryBuilder())), Precision = EmbeddingGemmaPrecision.Int8 });
        Assert.Contains("Precision", (await Assert.ThrowsAsync<OptionsValidationException>(() => generator.GenerateAsync(["x"], cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileInAFolderOfItsOwn_FindsTheOthersAbove()
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder());
        Directory.CreateDirectory(folder.PathOf("onnx"));
        File.Move(path, folder.PathOf("onnx/model.onnx"));
        var model = EmbeddingGemmaModel.FromOnnx(folder.PathOf("onnx/model.onnx"));
        Assert.Equal(("onnx/model", folder.Path), (model.Name, model.Open().Root));
    }

    [Fact]
    public void Open_NeitherOutputNorModules_NamesWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder(), keep: OnnxModel.Tokens);
        File.Delete(folder.PathOf("modules.json"));
        Assert.Contains("modules.json", Assert.Throws<FileNotFoundException>(() => ModelDirectory.OpenOnnx(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoConfigBesideTheFile_SaysWhereToTakeItFrom()
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder());
        File.Delete(folder.PathOf("config.json"));
        Assert.Contains("config.json", Assert.Throws<FileNotFoundException>(() => ModelDirectory.OpenOnnx(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherNamesOfInputs_ListsThem()
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder(), change: graph =>
        {
            graph.Inputs.RemoveAll(input => input.Name == OnnxModel.Mask);
            graph.Input("mask", OnnxTensorType.Int64, ["batch", "sequence"]);
        });
        Assert.Contains("\"mask\"", Assert.Throws<InvalidDataException>(() => ModelDirectory.OpenOnnx(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WeightsElsewhere_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder(), isExternal: true);
        var bytes = File.ReadAllBytes(path);
        var place = bytes.AsSpan().IndexOf("model.onnx_data"u8);
        "../../etc/pass_"u8.CopyTo(bytes.AsSpan(place));
        File.WriteAllBytes(path, bytes);
        Assert.Contains("not beside it", Assert.Throws<InvalidDataException>(() => ModelDirectory.OpenOnnx(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FileCutAtAnyPlace_IsAFaultOfTheFile()
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder(), isExternal: true);
        var bytes = File.ReadAllBytes(path);
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            File.WriteAllBytes(path, bytes[..random.Next(bytes.Length - 40)]); // the version of the operators may stand at the end
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => ModelDirectory.OpenOnnx(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GenerateAsync_WeightsMissing_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = Export(folder, new ModelDirectoryBuilder(), isExternal: true);
        File.Delete(path + "_data");
        using var generator = Generator(path);
        Assert.Contains("model.onnx_data", (await Assert.ThrowsAnyAsync<IOException>(() => generator.GenerateAsync(["x"], cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
    }

    private static EmbeddingGemmaGenerator Generator(string path, ILoggerFactory? loggers = null) =>
        new(new() { Model = EmbeddingGemmaModel.FromOnnx(path), Prompt = EmbeddingGemmaPrompt.None, Threads = 1 }, loggers);

    /// <summary>Exports a model into the folder that it lies in.</summary>
    private static string Export(TemporaryFolder folder, ModelDirectoryBuilder builder, bool isExternal = false, string? keep = null, Action<OnnxGraph>? change = null)
    {
        var directory = ModelDirectory.Open(builder.Write(folder));
        var path = folder.PathOf("model.onnx");
        if (change is null && (keep is null || isExternal))
        {
            PlainOnnxExport.Write(directory, path, new() { ExternalData = isExternal }, progress: null, Cancellation);
            return path;
        }

        using var source = Weights.TensorSource.Open(directory.Path);
        var graph = PlainGraph.Build(directory, new PlainWeights(directory, source, Cancellation), int8: false);
        if (keep is not null)
            graph.Outputs.RemoveAll(output => output.Name != keep);
        change?.Invoke(graph);
        File.WriteAllBytes(path, OnnxWriter.Write(graph));
        return path;
    }

    private static void Redirect(OnnxGraph graph, string output, Func<string, string> change)
    {
        var place = graph.Nodes.FindIndex(node => node.Outputs.Contains(output));
        var node = graph.Nodes[place];
        graph.Nodes[place] = node with { Outputs = [.. node.Outputs.Select(name => name == output ? "before" : name)] };
        graph.Nodes.Add(new OnnxNode("Identity", string.Empty, [change("before")], [output], []));
    }
}
