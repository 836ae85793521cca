using System.Numerics.Tensors;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>EmbeddingGemma 300M itself, end to end from text, against what sentence-transformers computes from the same weights.</summary>
public sealed class GenuineModelTests
{
    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task GenerateAsync_GenuineModel_MatchesSentenceTransformers()
    {
        using var folder = new TemporaryFolder();
        PackedModel.Unpack(folder);
        using var generator = new EmbeddingGemmaGenerator(
            new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.FromDirectory(folder.Path), Precision = EmbeddingGemmaPrecision.Float32 });
        var goldens = Golden.Read("embeddinggemma-300m");

        foreach (var prompt in goldens.GroupBy(golden => golden.Prompt))
        {
            var results = await generator.GenerateAsync(
                prompt.Select(golden => golden.Text), EmbeddingGemmaPrompt.Custom(prompt.Key).ToOptions(), TestContext.Current.CancellationToken);
            Assert.Equal(prompt.Sum(golden => golden.Ids.Length), results.Usage!.InputTokenCount);
            Assert.All(prompt.Zip(results), pair =>
                Assert.InRange(Golden.Difference(pair.First.Embeddings[768], pair.Second.Vector.ToArray()), 0, Golden.GenuineTolerance));
        }
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task GenerateAsync_GenuineModelInInt8_StaysNearSentenceTransformersWhateverTheBatch()
    {
        using var folder = new TemporaryFolder();
        PackedModel.Unpack(folder);
        using var generator = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.FromDirectory(folder.Path) });
        var goldens = Golden.Read("embeddinggemma-300m");
        var none = EmbeddingGemmaPrompt.Custom("").ToOptions();
        var together = await generator.GenerateAsync(goldens.Select(golden => golden.Prompt + golden.Text), none, TestContext.Current.CancellationToken);

        var cosines = goldens.Zip(together).Select(pair => TensorPrimitives.CosineSimilarity(pair.First.Embeddings[768], pair.Second.Vector.Span)).ToArray();
        Assert.InRange(cosines.Average(), 0.999, 1);
        Assert.InRange(cosines.Min(), 0.997, 1);
        for (var i = 0; i < goldens.Count; i += 7)
        {
            var alone = await generator.GenerateAsync([goldens[i].Prompt + goldens[i].Text], none, TestContext.Current.CancellationToken);
            Assert.InRange(TensorPrimitives.CosineSimilarity(alone[0].Vector.Span, together[i].Vector.Span), 0.99999, 1.00001);
        }
    }

    [Fact(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    public async Task GenerateAsync_GenuineModelInInt4_StaysNearSentenceTransformersInTwoThirdsOfInt8sSpace()
    {
        using var folder = new TemporaryFolder();
        using var cache = new TemporaryFolder();
        PackedModel.Unpack(folder);
        using (var int8 = Open(EmbeddingGemmaPrecision.Int8))
            await int8.GenerateAsync(["Converts the model."], cancellationToken: TestContext.Current.CancellationToken);
        using var generator = Open(EmbeddingGemmaPrecision.Int4);
        var goldens = Golden.Read("embeddinggemma-300m");
        var together = await generator.GenerateAsync(goldens.Select(golden => golden.Prompt + golden.Text), cancellationToken: TestContext.Current.CancellationToken);

        var cosines = goldens.Zip(together).Select(pair => TensorPrimitives.CosineSimilarity(pair.First.Embeddings[768], pair.Second.Vector.Span)).ToArray();
        Assert.InRange(cosines.Average(), 0.996, 1);
        Assert.InRange(cosines.Min(), 0.99, 1);
        for (var i = 0; i < goldens.Count; i += 7)
        {
            var alone = await generator.GenerateAsync([goldens[i].Prompt + goldens[i].Text], cancellationToken: TestContext.Current.CancellationToken);
            Assert.InRange(TensorPrimitives.CosineSimilarity(alone[0].Vector.Span, together[i].Vector.Span), 0.99999, 1.00001);
        }

        Assert.InRange((double)SizeOf("int4") / SizeOf("int8"), 0.5, 0.65);

        EmbeddingGemmaGenerator Open(EmbeddingGemmaPrecision precision) => new(new()
        {
            Model = EmbeddingGemmaModel.FromDirectory(folder.Path),
            Precision = precision,
            Prompt = EmbeddingGemmaPrompt.None,
            CacheDirectory = cache.Path,
        });

        long SizeOf(string precision) => new DirectoryInfo(Directory.GetDirectories(cache.Path, $"*-{precision}-*").Single()).EnumerateFiles().Sum(file => file.Length);
    }
}
