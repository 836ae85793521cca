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
}
