using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Data;

public sealed class BatchOrderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Next_AfterMoveTo_IsTheBatchOfThatPlace()
    {
        var sets = await SetsAsync();
        var order = new BatchOrder(sets, 4, 7);
        var all = Enumerable.Range(0, 20).Select(_ => order.Next().Select(example => example.Query.Text).ToArray()).ToArray();
        var other = new BatchOrder(sets, 4, 7);
        other.MoveTo(13);
        Assert.Equal(all[13], other.Next().Select(example => example.Query.Text));
    }

    [Fact]
    public async Task Next_OneEpoch_HasEachExampleOnceAndOneSetABatch()
    {
        var sets = await SetsAsync();
        var order = new BatchOrder([sets[0]], 5, 1);
        var epochs = Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 2).SelectMany(_ => order.Next()).Select(example => example.Query.Text).ToArray()).ToArray();
        Assert.All(epochs, epoch => Assert.Equal(10, epoch.Distinct().Count()));
        Assert.NotEqual(epochs[0], epochs[1]);
        var mixed = new BatchOrder(sets, 4, 1);
        Assert.All(Enumerable.Range(0, 30), _ => Assert.Single(mixed.Next().Select(example => example.Query.Prompt).Distinct()));
    }

    [Fact]
    public async Task At_Labels_PairsTextsOfOneLabelAndNoTextWithItself()
    {
        var labels = (await SetsAsync())[1];
        for (var epoch = 0; epoch < 5; epoch++)
        {
            for (var i = 0; i < labels.Count; i++)
            {
                var example = labels.At(i, 3, epoch);
                Assert.NotEqual(example.Query.Text, example.Positive.Text);
                Assert.Equal(example.Query.Text[^1], example.Positive.Text[^1]);
                Assert.Equal(example.Group, example.Query.Text[^1..]);
            }
        }
    }

    [Theory]
    [InlineData("{\"query\": \"secret\"}", "line 1")]
    [InlineData("secret", "line 1")]
    [InlineData("{\"query\": \"a\", \"positive\": \"b\"}\n{\"text\": \"secret\", \"label\": \"x\"}", "both")]
    [InlineData("{\"query\": \"secret \\ud800\", \"positive\": \"b\"}", "line 1")]
    [InlineData("{\"query\": \"a\", \"positive\": \"b\", \"negatives\": [\"secret \\udc00\"]}", "half a surrogate pair")]
    public async Task ReadAsync_NoExample_SaysWhereWithoutItsText(string content, string said)
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => ExampleFile.ReadAsync(new(_folder.Write("wrong.jsonl", content)), TestContext.Current.CancellationToken));
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MineAsync_Pairs_TakesTheClosestThatIsNoPositive()
    {
        var pairs = _folder.Write("mine.jsonl", """
            {"query": "cancel a task in C#", "positive": "Use a cancellation token to cancel a task in C#."}
            {"query": "cancel a task in C# after a timeout", "positive": "To cancel a task in C# after a timeout, use a cancellation token source with a timeout."}
            {"query": "who won the football match", "positive": "The home team won the football match."}
            """);
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        var output = Path.Combine(_folder.Path, "mined.jsonl");

        Assert.InRange(await HardNegatives.MineAsync(generator, new(pairs), output, new() { Margin = 1 }, TestContext.Current.CancellationToken), 2, 3);

        var mined = (await ExampleFile.ReadAsync(new(output), TestContext.Current.CancellationToken)).Pairs!;
        Assert.StartsWith("To cancel", Assert.Single(mined[0].Negatives).Text, StringComparison.Ordinal);
        Assert.StartsWith("Use a", Assert.Single(mined[1].Negatives).Text, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<ExampleSet>> SetsAsync() =>
    [
        await ExampleFile.ReadAsync(new(_folder.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(0, 10).Select(i => $$"""{"query": "q{{i}}", "positive": "p{{i}}"}""")))), TestContext.Current.CancellationToken),
        await ExampleFile.ReadAsync(new(_folder.Write("labels.jsonl", string.Join('\n', Enumerable.Range(0, 12).Select(i => $$"""{"text": "t{{i}} {{i % 3}}", "label": "{{i % 3}}"}""")))) { Task = TrainingTask.Clustering }, TestContext.Current.CancellationToken),
    ];
}
