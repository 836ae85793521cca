using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using SK.EmbeddingGemma.Models;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Inference;

public sealed class EmbeddingEngineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Embed_TinyV1_MatchesSentenceTransformers() => AssertGoldens("tiny-v1", SharedFolder.PathOf("goldens/tiny-v1"));

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Embed_TinyV2_MatchesTransformers() => AssertGoldens("tiny-v2", SharedFolder.PathOf("goldens/tiny-v2"));

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Embed_Nano_MatchesSentenceTransformers() => AssertGoldens("nano", EmbeddingGemmaModel.Nano.Resolve());

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("tiny-v1")]
    [InlineData("tiny-v2")]
    public void ReferenceEncoder_Tiny_MatchesTheReferenceImplementation(string name)
    {
        var reference = new ReferenceEncoder(ModelDirectory.Open(SharedFolder.PathOf($"goldens/{name}")));
        Assert.All(Golden.Read(name).Where(golden => golden.Ids.Length < 60), golden =>
            Assert.InRange(Golden.Difference(golden.Embeddings[48], Normalize(reference.Embed(golden.Ids))), 0, Golden.Tolerance));
    }

    [Theory]
    [InlineData(4, 2, 8, 16)]
    [InlineData(4, 4, 8, 16)]
    [InlineData(6, 2, 4, 5)]
    [InlineData(3, 1, 16, 1)]
    [InlineData(2, 1, 8, 41)]
    [InlineData(2, 1, 8, 100000)]
    public void Embed_OtherGeometry_MatchesThePlainComputation(int heads, int keyHeads, int headSize, int window)
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
    [InlineData("full_attention", "sliding_attention")]
    public void Embed_OtherLayerPattern_MatchesThePlainComputation(params string[] layers)
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["layer_types"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer)]);
        builder.Config["rope_parameters"]!["sliding_attention"]!["rope_theta"] = 500;
        builder.Config["rope_parameters"]!["full_attention"]!["rope_theta"] = 90000.5;
        AssertPlainComputation(builder);
    }

    [Theory]
    [InlineData]
    [InlineData(20)]
    [InlineData(40, 7, 12)]
    public void Embed_OtherDenseModules_MatchesThePlainComputation(params int[] widths)
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
    [InlineData(2, 1, 8, 16, 2, 5)]
    [InlineData(4, 2, 8, 12, 1, 7)]
    [InlineData(6, 3, 4, 20, 2, 32)]
    public void Embed_SecondGeneration_MatchesThePlainComputation(int heads, int keyHeads, int headSize, int globalHeadSize, int globalKeyHeads, int layerInputs)
    {
        using var folder = new TemporaryFolder();
        var builder = new SecondModelBuilder();
        builder.Text["num_attention_heads"] = heads;
        builder.Text["num_key_value_heads"] = keyHeads;
        builder.Text["head_dim"] = headSize;
        builder.Text["hidden_size_per_layer_input"] = layerInputs;
        builder.SetGlobalHeads(globalHeadSize, globalKeyHeads);
        AssertPlainComputation(ModelDirectory.Open(builder.Write(folder)));
    }

    [Fact]
    public void Embed_SecondGenerationInInt8_StaysNearThePlainComputation()
    {
        using var folder = new TemporaryFolder();
        AssertIsNear(ModelDirectory.Open(new SecondModelBuilder().Write(folder)), EmbeddingGemmaPrecision.Int8, 0.99f);
    }

    [Theory]
    [InlineData(4, 2, 8, 16)]
    [InlineData(6, 2, 4, 5)]
    [InlineData(2, 1, 8, 100000)]
    public void Embed_Int8_StaysNearThePlainComputation(int heads, int keyHeads, int headSize, int window)
    {
        var builder = new ModelDirectoryBuilder();
        builder.Config["num_attention_heads"] = heads;
        builder.Config["num_key_value_heads"] = keyHeads;
        builder.Config["head_dim"] = headSize;
        builder.Config["sliding_window"] = window;
        using var folder = new TemporaryFolder();
        AssertIsNear(ModelDirectory.Open(builder.Write(folder)), EmbeddingGemmaPrecision.Int8, 0.998f);
        AssertIsNear(ModelDirectory.Open(folder.Path), EmbeddingGemmaPrecision.Int4, 0.95f);
    }

    [Fact]
    public void Load_SecondGenerationInInt4_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var directory = ModelDirectory.Open(new SecondModelBuilder().Write(folder));
        Assert.Contains("Int8", Assert.Throws<NotSupportedException>(() => EmbeddingEngine.Load(directory, EmbeddingGemmaPrecision.Int4, threads: 1, Cancellation)).Message, StringComparison.Ordinal);
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public void Embed_NanoInInt4_StaysNearSentenceTransformers()
    {
        var goldens = Golden.Read("nano");
        using var engine = EmbeddingEngine.Load(EmbeddingGemmaModel.Nano.Open(), EmbeddingGemmaPrecision.Int4, threads: 0, Cancellation);
        var vectors = engine.Embed([.. goldens.Select(golden => (ReadOnlyMemory<int>)golden.Ids)], Cancellation);
        var cosines = goldens.Zip(vectors).Select(pair => TensorPrimitives.CosineSimilarity(pair.First.Embeddings[384], pair.Second)).ToArray();
        Assert.InRange(cosines.Average(), 0.993f, 0.9999f);
        Assert.InRange(cosines.Min(), 0.98f, 0.9999f);
    }

    [Theory]
    [InlineData(EmbeddingGemmaPrecision.Float32, 2e-6f)]
    [InlineData(EmbeddingGemmaPrecision.Int8, 2e-6f)]
    [InlineData(EmbeddingGemmaPrecision.Int4, 2e-6f)]
    public void Embed_ManyTextsAtOnce_GivesTheVectorsThatEachGetsAlone(EmbeddingGemmaPrecision precision, float tolerance)
    {
        using var engine = EmbeddingEngine.Load(EmbeddingGemmaModel.Nano.Open(), precision, threads: 1, Cancellation);
        var texts = Enumerable.Range(0, 64).Select(i => Ids(2 + (i * 37 % 400), i)).ToArray();

        var together = engine.Embed(texts, Cancellation);

        Assert.All(texts.Zip(together), pair =>
        {
            var alone = engine.Embed([pair.First], Cancellation)[0];
            Assert.InRange(Golden.Difference(Normalize(alone), Normalize(pair.Second)), 0, tolerance);
        });
    }

    [Fact]
    public void Embed_MoreTokensTogetherThanATextMayHave_GivesAllVectors()
    {
        using var folder = new TemporaryFolder();
        var builder = new ModelDirectoryBuilder();
        builder.SentenceConfig["max_seq_length"] = 16;
        using var engine = EmbeddingEngine.Load(ModelDirectory.Open(builder.Write(folder)), EmbeddingGemmaPrecision.Float32, threads: 1, Cancellation);

        Assert.Equal(40, engine.Embed([.. Enumerable.Range(0, 40).Select(i => Ids(16, i))], Cancellation).Length);
    }

    [Fact]
    public void Embed_CancelledBefore_Throws()
    {
        using var engine = EmbeddingEngine.Load(EmbeddingGemmaModel.Nano.Open(), EmbeddingGemmaPrecision.Float32, threads: 1, Cancellation);
        Assert.Throws<OperationCanceledException>(() => engine.Embed([Ids(5, 1)], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Embed_CancelledWhileRunning_StopsAndTheEngineGoesOnWorking()
    {
        using var engine = EmbeddingEngine.Load(EmbeddingGemmaModel.Nano.Open(), EmbeddingGemmaPrecision.Float32, threads: 1, Cancellation);
        var texts = Enumerable.Range(0, 2000).Select(i => Ids(500, i)).ToArray();
        using var source = new CancellationTokenSource();
        var running = Task.Run(() => engine.Embed(texts, source.Token), Cancellation);
        await source.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Single(engine.Embed([Ids(5, 1)], Cancellation));
    }

    [Fact]
    public void Load_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => EmbeddingEngine.Load(EmbeddingGemmaModel.Nano.Open(), EmbeddingGemmaPrecision.Float32, threads: 1, new CancellationToken(canceled: true)));

    private static void AssertGoldens(string name, string folder)
    {
        var goldens = Golden.Read(name);
        using var engine = EmbeddingEngine.Load(ModelDirectory.Open(folder), EmbeddingGemmaPrecision.Float32, threads: 0, Cancellation);
        var vectors = engine.Embed([.. goldens.Select(golden => (ReadOnlyMemory<int>)golden.Ids)], Cancellation);
        Assert.All(goldens.Zip(vectors), pair =>
        {
            foreach (var (dimensions, expected) in pair.First.Embeddings)
            {
                var actual = new float[dimensions];
                Matryoshka.Truncate(pair.Second, actual);
                Assert.InRange(Golden.Difference(expected, actual), 0, Golden.Tolerance);
            }
        });
    }

    private static void AssertIsNear(ModelDirectory directory, EmbeddingGemmaPrecision precision, float leastCosine)
    {
        var reference = new ReferenceEncoder(directory);
        using var engine = EmbeddingEngine.Load(directory, precision, threads: 1, Cancellation);
        ReadOnlyMemory<int>[] texts = [Ids(2, 1), Ids(9, 2), Ids(40, 3), Ids(131, 4)];

        Assert.All(texts.Zip(engine.Embed(texts, Cancellation)), pair =>
            Assert.InRange(TensorPrimitives.CosineSimilarity(Normalize(reference.Embed(pair.First.Span)), pair.Second), leastCosine, 0.9999999f));
    }

    private static void AssertPlainComputation(ModelDirectoryBuilder builder)
    {
        using var folder = new TemporaryFolder();
        AssertPlainComputation(ModelDirectory.Open(builder.Write(folder)));
    }

    private static void AssertPlainComputation(ModelDirectory directory)
    {
        var reference = new ReferenceEncoder(directory);
        using var engine = EmbeddingEngine.Load(directory, EmbeddingGemmaPrecision.Float32, threads: 1, Cancellation);
        var radius = Math.Min(directory.Config.LocalRadius, 40);
        ReadOnlyMemory<int>[] texts = [.. new[] { 1, 2, radius + 1, radius + 2, (2 * radius) + 1, 15, 16, 17, 33, 70, 131 }.Distinct().Select(length => Ids(length, length))];

        var vectors = engine.Embed(texts, Cancellation);

        Assert.All(texts.Zip(vectors), pair =>
            Assert.InRange(Golden.Difference(Normalize(reference.Embed(pair.First.Span)), Normalize(pair.Second)), 0, Golden.Tolerance));
    }

    private static ReadOnlyMemory<int> Ids(int length, int seed) => Enumerable.Range(0, length).Select(i => ((i * 7919) + (seed * 104729)) % 16384).ToArray();

    private static float[] Normalize(float[] vector)
    {
        var normalized = new float[vector.Length];
        Matryoshka.Truncate(vector, normalized);
        return normalized;
    }

    private static float[] Normalize(double[] vector)
    {
        var norm = Math.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => (float)(value / norm))];
    }
}
