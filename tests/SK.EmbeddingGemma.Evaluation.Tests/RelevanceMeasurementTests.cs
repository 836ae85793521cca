using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

public sealed class RelevanceMeasurementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Measure_TwoSets_PairsTheQueriesOfTheOther()
    {
        Write("a", "[1,0,0]", "[1,0,0]", "[0.6,0.8,0]");
        Write("b", "[0,1,0]", "[0,1,0]", "[0,0,1]");
        using var generator = new WordGenerator((text, _) => System.Text.Json.JsonSerializer.Deserialize<float[]>(text)!);

        var measured = await new EmbeddingGemmaEvaluator(generator).MeasureRelevanceAsync(await EvaluationTask.FindAsync(_folder.Path, Cancellation), Cancellation);

        Assert.Equal(["a", "b"], measured.Select(measurement => measurement.Task.Name));
        var first = measured[0]; // the query of b, [0,1,0], with the documents of a: 0 and 0.8
        Assert.Equal((1, 1.0, 2), (first.RelatedPairs, Math.Round(first.RelatedMean, 6), first.UnrelatedPairs));
        Assert.Equal(0.4, first.UnrelatedMean, 1e-6);
        Assert.Equal(0.8, first.SuggestedFloor, 1e-6);
        Assert.Equal((1.0, 0.5, 1.0), (first.RelatedKept(0.5), first.UnrelatedKept(0.5), first.UnrelatedQueriesAnswered(0.5)));
        Assert.Equal(0, first.UnrelatedQueriesAnswered(0.9));
    }

    [Fact]
    public async Task Measure_OneSet_SaysThatTwoAreNeeded()
    {
        Write("a", "[1,0]", "[1,0]", "[0,1]");
        using var generator = new WordGenerator((_, _) => [1, 0]);
        var tasks = await EvaluationTask.FindAsync(_folder.Path, Cancellation);

        await Assert.ThrowsAsync<ArgumentException>(() => new EmbeddingGemmaEvaluator(generator).MeasureRelevanceAsync(tasks, Cancellation));
    }

    private void Write(string name, string query, string answer, string other)
    {
        _folder.Write($"{name}/corpus.jsonl", $$"""
            {"_id": "1", "text": "{{answer}}"}
            {"_id": "2", "text": "{{other}}"}
            """);
        _folder.Write($"{name}/queries.jsonl", $$"""{"_id": "q", "text": "{{query}}"}""");
        _folder.Write($"{name}/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\t1\t1\n");
    }
}
