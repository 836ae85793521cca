using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>The scores of Nano's card, which the reference implementation has, from this library's own vectors and measures.</summary>
public sealed class NanoCardTests
{
    /// <summary>How far a score may be from the card's, in points of 100.</summary>
    private const double Tolerance = 0.1;

    private static readonly int[] Dimensions = [384, 256, 128, 64];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(SkipUnless = nameof(SharedFolder.Exists), SkipType = typeof(SharedFolder), Skip = SharedFolder.SkipReason)]
    [InlineData("stsb", "stsb.en", "cosine_spearman", 66.41, 66.46, 66.25, 64.45)]
    [InlineData("cosqa", "cosqa", "mrr_at_10", 59.55, 59.49, 55.17, 48.07)]
    [InlineData("cranfield", "cranfield", "ndcg_at_10", 22.5, 22.35, 20.79, 15.58)]
    [InlineData("banking77", "banking77.full", "accuracy", 86.95, 87.05, 85.29, 81.14)]
    public async Task Evaluate_Nano_HasTheCardsScores(string folder, string name, string metric, params double[] expected)
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, MaxTokens = 512 });
        var task = (await EvaluationTask.FindAsync(SharedFolder.PathOf($"eval/{folder}"), Cancellation)).Single(task => task.Name == name);

        var results = await new EmbeddingGemmaEvaluator(generator, new() { Dimensions = Dimensions }).EvaluateAsync(task, Cancellation).ToListAsync(Cancellation);

        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {string.Join(", ", results.Select(result => $"{result.Dimensions} {100 * result.MainScore:0.00}"))}");
        Assert.Equal(Dimensions, results.Select(result => result.Dimensions));
        Assert.All(results.Zip(expected), pair =>
        {
            Assert.Equal(metric, pair.First.MainMetric);
            Assert.Equal(pair.Second, 100 * pair.First.MainScore, Tolerance);
        });
    }
}
