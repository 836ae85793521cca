using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Initialization;

public sealed class PretrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(TrainingStart.DecoderOnly)]
    [InlineData(TrainingStart.EncoderDecoder)]
    public async Task PretrainAsync_FewTexts_LearnsThemAndLoadsInTheEngine(TrainingStart start)
    {
        var texts = _folder.Write("texts.txt", string.Join('\n', Enumerable.Range(0, 8).Select(i => $"The train number {i} leaves the station at {i} o'clock in the morning and returns in the evening.")));
        var losses = new List<TrainingProgress>();
        var model = await EmbeddingGemmaPretrainer.PretrainAsync(
            new()
            {
                Architecture = new() { HiddenSize = 32, HeadSize = 16, IntermediateSize = 48, Dimensions = 24, MaxTokens = 64 },
                Start = start,
                TextFiles = [texts],
                Steps = 24,
                BatchSize = 8,
                LearningRate = 0.02,
                Output = Path.Combine(_folder.Path, "model"),
            },
            new Collected(losses),
            TestContext.Current.CancellationToken);

        var first = losses.Take(2).Average(step => step.Loss);
        Assert.InRange(losses.TakeLast(2).Average(step => step.Loss), 0, first - 2);
        using var generator = new EmbeddingGemmaGenerator(new() { Model = model });
        var vector = (await generator.GenerateAsync(["The train leaves."], cancellationToken: TestContext.Current.CancellationToken))[0].Vector;
        Assert.Equal(24, vector.Length);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Collected(List<TrainingProgress> found) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => found.Add(value);
    }
}
