using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using SK.EmbeddingGemma.Inference;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Weights;

namespace SK.EmbeddingGemma.Graphs;

public sealed class PlainOnnxExportTests : IDisposable
{
    private readonly TemporaryFolder _model = new();
    private readonly TemporaryFolder _target = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Target => _target.PathOf("model.onnx");

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Write_TinyV1_MatchesSentenceTransformers() => AssertGoldens("tiny-v1", SharedFolder.PathOf("goldens/tiny-v1"));

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Write_Nano_MatchesSentenceTransformers() => AssertGoldens("nano", EmbeddingGemmaModel.Nano.Resolve());

    [Theory]
    [InlineData(4, 4, 8, 16)]
    [InlineData(6, 2, 4, 5)]
    [InlineData(3, 1, 16, 1)]
    [InlineData(2, 1, 8, 41)]
    [InlineData(2, 1, 8, 100000)]
    public void Write_OtherGeometry_MatchesThePlainComputation(int heads, int keyHeads, int headSize, int window)
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["num_attention_heads"] = heads;
        builder.Config["num_key_value_heads"] = keyHeads;
        builder.Config["head_dim"] = headSize;
        builder.Config["sliding_window"] = window;
        builder.Config["query_pre_attn_scalar"] = 3.5;
        AssertPlainComputation(builder);
    }

    [Theory]
    [InlineData("sliding_attention", "sliding_attention")]
    [InlineData("full_attention", "full_attention")]
    public void Write_OtherLayerPattern_MatchesThePlainComputation(params string[] layers)
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["layer_types"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer)]);
        AssertPlainComputation(builder);
    }

    [Theory]
    [InlineData]
    [InlineData(20)]
    [InlineData(40, 7, 12)]
    public void Write_OtherDenseModules_MatchesThePlainComputation(params int[] widths)
    {
        var builder = new ModelDirectoryBuilder();
        builder.Dense.Clear();
        var width = 16;
        foreach (var next in widths)
        {
            builder.Dense.Add(ModelDirectoryBuilder.DenseConfig(width, next, bias: next != 7));
            width = next;
        }

        AssertPlainComputation(builder);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_AnyForm_HasOnlyStandardOperatorsAndTheAgreedNames(bool int8)
    {
        Export(new() { Int8 = int8 });
        var graph = PlainModelReader.Read(Target);
        Assert.Equal([("", 18)], graph.OperatorSets);
        Assert.All(graph.Nodes, node => Assert.Empty(node.Domain));
        using var session = new PlainSession(Target);
        Assert.Equal(
            [
                ("attention_mask", typeof(long), "batch,sequence"),
                ("input_ids", typeof(long), "batch,sequence"),
                ("last_hidden_state", typeof(float), "batch,sequence,16"),
                ("sentence_embedding", typeof(float), "batch,16"),
            ],
            session.Values.OrderBy(value => value.Name, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_ExternalData_GivesTheSameVectors(bool int8)
    {
        var length = Export(new() { Int8 = int8 });
        Assert.Equal(new FileInfo(Target).Length, length);
        Assert.Single(Directory.EnumerateFileSystemEntries(_target.Path));
        var other = _target.PathOf("other.onnx");
        var externalLength = PlainOnnxExport.Write(ModelDirectory.Open(_model.Path), other, new() { Int8 = int8, ExternalData = true }, progress: null, Cancellation);
        Assert.Equal(new FileInfo(other).Length + new FileInfo(other + "_data").Length, externalLength);
        Assert.True(new FileInfo(other).Length < length / 2);

        ReadOnlyMemory<int>[] texts = [Ids(3, 1), Ids(50, 2), Ids(17, 3)];
        using var embedded = new PlainSession(Target);
        using var external = new PlainSession(other);
        Assert.Equal(embedded.Embed(texts), external.Embed(texts));
        Assert.Equal(embedded.Run(texts, "last_hidden_state"), external.Run(texts, "last_hidden_state"));
    }

    [Fact]
    public void Write_TextOfPaddingAlone_LeavesTheOthersAsTheyAre()
    {
        Export(new());
        using var session = new PlainSession(Target);
        var vectors = session.Embed([Ids(40, 1), ReadOnlyMemory<int>.Empty, Ids(9, 2)]);
        Assert.All(vectors, vector => Assert.True(TensorPrimitives.IsFiniteAll<float>(vector)));
        Assert.InRange(Golden.Difference(session.Embed([Ids(9, 2)])[0], vectors[2]), 0, 2e-6f);
    }

    [Fact]
    public void Write_LastHiddenState_IsWhatIsPooled()
    {
        Export(new(), builder => builder.Dense.Clear());
        using var session = new PlainSession(Target);
        var text = Ids(30, 4);
        var states = session.Run([text], "last_hidden_state")[0].Chunk(16).ToArray();
        var mean = new float[16];
        Matryoshka.Truncate([.. Enumerable.Range(0, 16).Select(i => states.Average(state => state[i]))], mean);
        Assert.Equal(30, states.Length);
        Assert.InRange(Golden.Difference(session.Embed([text])[0], mean), 0, 2e-6f);
    }

    [Theory]
    [InlineData(4, 2, 8, 16)]
    [InlineData(6, 2, 4, 5)]
    public void Write_Int8_StaysNearThePlainComputation(int heads, int keyHeads, int headSize, int window)
    {
        Export(new() { Int8 = true }, builder =>
        {
            builder.Config["num_attention_heads"] = heads;
            builder.Config["num_key_value_heads"] = keyHeads;
            builder.Config["head_dim"] = headSize;
            builder.Config["sliding_window"] = window;
        });
        var reference = new ReferenceEncoder(ModelDirectory.Open(_model.Path));
        using var session = new PlainSession(Target);
        ReadOnlyMemory<int>[] texts = [Ids(9, 2), Ids(40, 3)];
        Assert.All(texts.Zip(session.Embed(texts)), pair =>
            Assert.InRange(TensorPrimitives.CosineSimilarity(Normalize(reference.Embed(pair.First.Span)), pair.Second), 0.99f, 0.9999999f));
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Write_Int8OfNano_StaysNearTheGoldens()
    {
        PlainOnnxExport.Write(EmbeddingGemmaModel.Nano.Open(), Target, new() { Int8 = true }, progress: null, Cancellation);
        using var session = new PlainSession(Target);
        Assert.All(Golden.Read("nano").Chunk(8), batch => Assert.All(batch.Zip(session.Embed([.. batch.Select(golden => (ReadOnlyMemory<int>)golden.Ids)])), pair =>
            Assert.InRange(TensorPrimitives.CosineSimilarity(pair.First.Embeddings[384], pair.Second), 0.99f, 1.00001f)));
    }

    // Signed weights would be wrong without VNNI, which shows on such processors alone.
    [Fact]
    public void Write_Int8_MultipliesUnsignedWeightsOnly()
    {
        Export(new() { Int8 = true });
        var graph = PlainModelReader.Read(Target);
        var products = graph.Nodes.Where(node => node.Operator == "MatMulInteger").ToArray();
        Assert.Equal(14, products.Length);
        Assert.All(products, product => Assert.Equal((OnnxTensorType.UInt8, OnnxTensorType.UInt8), (graph.Types[product.Inputs[1]], graph.Types[product.Inputs[3]])));
        Assert.Equal(OnnxTensorType.Int8, graph.Types["embed_tokens.weight"]);
        Assert.DoesNotContain(graph.Nodes, node => node.Operator == "DequantizeLinear");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Write_OverAnotherModel_LeavesNothingOfItInUse(bool before, bool after)
    {
        Export(new() { ExternalData = before }, builder => builder.Seed = 7);
        using var other = new TemporaryFolder();
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(other));
        PlainOnnxExport.Write(directory, Target, new() { ExternalData = after, Overwrites = true }, progress: null, Cancellation);
        using var session = new PlainSession(Target);
        var text = Ids(20, 1);
        Assert.InRange(Golden.Difference(Normalize(new ReferenceEncoder(directory).Embed(text.Span)), session.Embed([text])[0]), 0, Golden.Tolerance);
    }

    [Fact]
    public void Write_WithoutNormalize_GivesThePooledVectorItself()
    {
        Export(new(), builder => builder.Normalize = false);
        using var session = new PlainSession(Target);
        var text = Ids(20, 1);
        var expected = new ReferenceEncoder(ModelDirectory.Open(_model.Path)).Embed(text.Span).Select(value => (float)value).ToArray();
        Assert.False(TensorPrimitives.Norm<float>(expected) is > 0.99f and < 1.01f);
        Assert.InRange(Golden.Difference(expected, session.Embed([text])[0]), 0, Golden.Tolerance * TensorPrimitives.Norm<float>(expected));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_Twice_GivesTheSameBytes(bool externalData)
    {
        Export(new() { ExternalData = externalData });
        var before = Directory.GetFiles(_target.Path).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        PlainOnnxExport.Write(ModelDirectory.Open(_model.Path), Target, new() { ExternalData = externalData, Overwrites = true }, progress: null, Cancellation);
        Assert.Equal(before, Directory.GetFiles(_target.Path).Order(StringComparer.Ordinal).Select(File.ReadAllBytes));
    }

    [Theory]
    [InlineData("model.onnx", false)]
    [InlineData("model.onnx", true)]
    [InlineData("model.onnx_data", true)]
    public void Write_FileThatIsThere_IsLeftUnlessAskedTo(string name, bool externalData)
    {
        _target.Write(name, "before");
        Assert.Contains("--force", Assert.Throws<IOException>(() => Export(new() { ExternalData = externalData })).Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(_target.PathOf(name)));
        Assert.Single(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_CancelledOnTheWay_LeavesNothing(bool externalData)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new RecordedShares(share =>
        {
            if (share > 0.5)
                cancellation.Cancel();
        });
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_model));
        Assert.Throws<OperationCanceledException>(() => PlainOnnxExport.Write(directory, Target, new() { ExternalData = externalData }, progress, cancellation.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_target.Path));
    }

    [Fact]
    public void Write_Progress_RisesToOne()
    {
        var progress = new RecordedShares();
        var directory = ModelDirectory.Open(new ModelDirectoryBuilder().Write(_model));
        PlainOnnxExport.Write(directory, Target, new() { ExternalData = true }, progress, Cancellation);
        Assert.Equal(progress.Shares.Order(), progress.Shares);
        Assert.Equal(1, progress.Shares[^1]);
    }

    public void Dispose()
    {
        _model.Dispose();
        _target.Dispose();
    }

    private long Export(PlainOnnxOptions options, Action<ModelDirectoryBuilder>? change = null)
    {
        var builder = new ModelDirectoryBuilder();
        change?.Invoke(builder);
        return PlainOnnxExport.Write(ModelDirectory.Open(builder.Write(_model)), Target, options, progress: null, Cancellation);
    }

    private void AssertGoldens(string name, string folder)
    {
        PlainOnnxExport.Write(ModelDirectory.Open(folder), Target, new(), progress: null, Cancellation);
        using var session = new PlainSession(Target);
        var goldens = Golden.Read(name);
        Assert.Contains(goldens, golden => golden.Ids.Length > 600);
        Assert.All(goldens.Chunk(3), batch => Assert.All(batch.Zip(session.Embed([.. batch.Select(golden => (ReadOnlyMemory<int>)golden.Ids)])), pair =>
        {
            foreach (var (dimensions, expected) in pair.First.Embeddings)
            {
                var actual = new float[dimensions];
                Matryoshka.Truncate(pair.Second, actual);
                Assert.InRange(Golden.Difference(expected, actual), 0, Golden.Tolerance);
            }
        }));
    }

    private void AssertPlainComputation(ModelDirectoryBuilder builder)
    {
        var directory = ModelDirectory.Open(builder.Write(_model));
        PlainOnnxExport.Write(directory, Target, new(), progress: null, Cancellation);
        var reference = new ReferenceEncoder(directory);
        using var session = new PlainSession(Target);
        var radius = Math.Min(directory.Config.LocalRadius, 40);
        ReadOnlyMemory<int>[] texts = [.. new[] { 1, 2, radius + 1, radius + 2, (2 * radius) + 1, 70, 131 }.Distinct().Select(length => Ids(length, length))];
        Assert.All(texts.Zip(session.Embed(texts)), pair =>
            Assert.InRange(Golden.Difference(Normalize(reference.Embed(pair.First.Span)), pair.Second), 0, Golden.Tolerance));
    }

    private static ReadOnlyMemory<int> Ids(int length, int seed) => Enumerable.Range(0, length).Select(i => ((i * 7919) + (seed * 104729)) % 16384).ToArray();

    private static float[] Normalize(double[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => (float)(value / norm))];
    }
}
