using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Tasks;

/// <summary>Tasks of each type from files to scores, with vectors that say what each must be.</summary>
public sealed class TaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sts_CosinesInOrder_IsOne()
    {
        _folder.Write("pairs/test.jsonl", """
            {"sentence1": "0", "sentence2": "80", "score": 1}
            {"sentence1": "0", "sentence2": "40", "score": 2.5}
            {"sentence1": "0", "sentence2": "10", "score": 5}
            """);

        var result = await EvaluateAsync();

        Assert.Equal((EvaluationTaskType.Sts, "cosine_spearman"), (result.Task.Type, result.MainMetric));
        Assert.Equal(1, result.MainScore, 1e-12);
    }

    [Fact]
    public async Task PairClassification_ListsInOneRow_IsReadAsPairs()
    {
        _folder.Write("pairs/test.jsonl", """{"sent1": ["0", "0", "0"], "sent2": ["10", "50", "60"], "labels": [1, 0, 1]}""");

        var result = await EvaluateAsync();

        Assert.Equal(EvaluationTaskType.PairClassification, result.Task.Type);
        Assert.Equal((1 + (2.0 / 3)) / 2, result.Scores["cosine_ap"], 1e-12);
    }

    [Fact]
    public async Task Retrieval_BeirFolder_RanksAndKeepsTitlesInThePrompt()
    {
        WriteRetrieval("query-id\tcorpus-id\tscore\nq1\td2\t1\nq1\td9\t1\n");

        var (result, generator) = await EvaluateWithGeneratorAsync();

        Assert.Equal((1 / Math.Log2(3)) / (1 + (1 / Math.Log2(3))), result.Scores["ndcg_at_10"], 1e-12); // d2 is second, d9 is not in the corpus
        Assert.Equal(0.5, result.Scores["mrr_at_10"]);
        Assert.Equal(0.5, result.Scores["recall_at_10"]);
        Assert.Contains("title: Two | text: 20", generator.Asked);
        Assert.Contains("title: none | text: 10", generator.Asked);
        Assert.DoesNotContain(generator.Asked, text => text.EndsWith("77", StringComparison.Ordinal)); // the query without a judgement
    }

    [Theory]
    [InlineData(EvaluationSearch.InMemory)]
    [InlineData(EvaluationSearch.Exact)]
    [InlineData(EvaluationSearch.TwoStage)]
    public async Task Retrieval_ThroughAStore_IsTheSame(EvaluationSearch search)
    {
        WriteRetrieval("query-id\tcorpus-id\tscore\nq1\td2\t1\nq1\td3\t2\n");

        var (expected, found) = ((await EvaluateAsync()).Scores, (await EvaluateAsync(search)).Scores);

        Assert.Equal(20, found.Count); // five measures at 1, 3, 5 and 10
        Assert.All(found, score => Assert.Equal(expected[score.Key], score.Value));
    }

    [Fact]
    public async Task Retrieval_EqualScores_HaveTheGreaterIdFirst()
    {
        _folder.Write("set/corpus.jsonl", """
            {"_id": "a", "text": "30"}
            {"_id": "c", "text": "-30"}
            {"_id": "b", "text": "330"}
            """);
        _folder.Write("set/queries.jsonl", """{"_id": "q", "text": "0"}""");
        _folder.Write("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\ta\t1\n");

        Assert.Equal(1.0 / 3, (await EvaluateAsync()).Scores["mrr_at_10"], 1e-12); // c, b, a
    }

    [Fact]
    public async Task Retrieval_DocumentThatIsTheQuery_IsLeftOut()
    {
        _folder.Write("set/corpus.jsonl", """
            {"_id": "q", "text": "0"}
            {"_id": "d", "text": "20"}
            """);
        _folder.Write("set/queries.jsonl", """{"_id": "q", "text": "0"}""");
        _folder.Write("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\td\t1\n");

        Assert.Equal(1, (await EvaluateAsync()).Scores["mrr_at_10"]);
    }

    [Fact]
    public async Task Retrieval_NoJudgementOfAQuery_SaysSo()
    {
        WriteRetrieval("query-id\tcorpus-id\tscore\nq7\td2\t1\n");

        Assert.Contains("no query with a judgement", (await Assert.ThrowsAsync<InvalidDataException>(() => EvaluateAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reranking_QueriesWithoutNegatives_AreLeftOut()
    {
        _folder.Write("set/test.jsonl", """
            {"query": "0", "positive": ["40"], "negative": ["20", "60"]}
            {"query": ["0", "90"], "positive": ["85"], "negative": ["20"]}
            {"query": "0", "positive": ["90"], "negative": []}
            """);

        var result = await EvaluateAsync();

        Assert.Equal(0.75, result.Scores["map"], 1e-12);
        Assert.Equal(0.75, result.Scores["mrr"], 1e-12);
    }

    [Fact]
    public async Task Classification_SeparateLabels_AreTold()
    {
        string[] rows = [.. Enumerable.Range(0, 30).Select(i => $"{i % 3 * 100},{(char)('a' + (i % 3))}")];
        _folder.Write("set/train.csv", "text,label\n" + string.Join('\n', rows));
        _folder.Write("set/test.csv", "text,label\n5,a\n95,b\n205,c\n100,a\n");

        var results = await AllAsync();

        Assert.Equal(["set", "set.full"], results.Select(result => result.Task.Name));
        Assert.All(results, result => Assert.Equal(0.75, result.MainScore, 1e-12));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, true)]
    public async Task Classification_LearnsFromSoManyTextsALabel(int samplesPerLabel, bool outliersAreOutvoted)
    {
        _folder.Write("set/train.csv", "text,label\n0,a\n1,a\n2,a\n170,a\n180,b\n181,b\n182,b\n10,b\n"); // the last of each label lies among the others
        _folder.Write("set/test.csv", "text,label\n0,a\n180,b\n");

        var results = await AllAsync(new() { SamplesPerLabel = samplesPerLabel });

        Assert.Equal(outliersAreOutvoted, results[0].MainScore > 1 - 1e-9);
        Assert.Equal(1, results[1].MainScore, 1e-9); // from all, whatever the setting
    }

    [Fact]
    public async Task Classification_OneLabel_SaysSo()
    {
        _folder.Write("set/train.csv", "text,label\n1,a\n2,a\n");
        _folder.Write("set/test.csv", "text,label\n1,a\n");

        Assert.Contains("one label", (await Assert.ThrowsAsync<InvalidDataException>(() => AllAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clustering_SeparateGroups_IsOne()
    {
        _folder.Write("set/test.jsonl", """
            {"sentences": ["0", "2", "3", "100", "102", "103"], "labels": ["x", "x", "x", "y", "y", "y"]}
            {"sentences": ["0", "2", "3", "4"], "labels": ["x", "x", "x", "x"]}
            """);

        var result = await EvaluateAsync();

        Assert.Equal(("v_measure", 1.0), (result.MainMetric, result.MainScore));
        Assert.Equal(0, result.Scores["v_measure_std"]);
    }

    [Fact]
    public async Task BitextMining_OneAstray_IsTheWeightedF1()
    {
        _folder.Write("set/test.jsonl", """
            {"sentence1": "0", "sentence2": "1"}
            {"sentence1": "50", "sentence2": "51"}
            {"sentence1": "90", "sentence2": "140"}
            """);

        var result = await EvaluateAsync();

        // 90 is nearest to 51: label 0 is right, label 1 has a precision of 1/2, label 2 is never found.
        Assert.Equal((1 + (2.0 / 3)) / 3, result.Scores["f1"], 1e-12);
        Assert.Equal(2.0 / 3, result.Scores["accuracy"], 1e-12);
    }

    [Fact]
    public async Task Summarization_EqualScores_AreLeftOut()
    {
        _folder.Write("set/test.jsonl", """
            {"text": "t", "human_summaries": ["0", "90"], "machine_summaries": ["5", "30", "80"], "relevance": [5, 1, 3]}
            {"text": "t", "human_summaries": ["0"], "machine_summaries": ["5", "30"], "relevance": [2, 2]}
            """);

        Assert.Equal(1, (await EvaluateAsync()).Scores["cosine_spearman"], 1e-12); // 5 is 5 from the nearest, 80 is 10, 30 is 30
    }

    [Fact]
    public async Task Evaluate_Dimensions_GivesAResultForEach()
    {
        _folder.Write("pairs/test.jsonl", """
            {"sentence1": "0", "sentence2": "80", "score": 1}
            {"sentence1": "0", "sentence2": "10", "score": 5}
            """);
        using var generator = Angles();
        var task = Assert.Single(await EvaluationTask.FindAsync(_folder.Path, Cancellation));

        var results = await new EmbeddingGemmaEvaluator(generator, new() { Dimensions = [2, 1] }).EvaluateAsync(task, Cancellation).ToListAsync(Cancellation);

        Assert.Equal([2, 1], results.Select(result => result.Dimensions));
        Assert.Equal(double.NaN, results[1].MainScore); // cut to one dimension both cosines are 1
    }

    [Fact]
    public async Task Evaluate_MoreDimensionsThanThereAre_SaysHowMany()
    {
        _folder.Write("pairs/test.jsonl", """{"sentence1": "0", "sentence2": "80", "score": 1}""");
        using var generator = Angles();
        var task = Assert.Single(await EvaluationTask.FindAsync(_folder.Path, Cancellation));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await new EmbeddingGemmaEvaluator(generator, new() { Dimensions = [3] }).EvaluateAsync(task, Cancellation).ToListAsync(Cancellation));

        Assert.Contains("1 to 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_VectorThatIsNoNumber_SaysSo()
    {
        _folder.Write("pairs/test.jsonl", """{"sentence1": "0", "sentence2": "80", "score": 1}""");
        using var generator = new WordGenerator((_, _) => [1, float.NaN]);
        var task = Assert.Single(await EvaluationTask.FindAsync(_folder.Path, Cancellation));

        var failure = await Assert.ThrowsAsync<InvalidDataException>(async () => await new EmbeddingGemmaEvaluator(generator).EvaluateAsync(task, Cancellation).ToListAsync(Cancellation));

        Assert.Contains("no finite number", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Vectors on a circle: a text is its angle in degrees.</summary>
    private static WordGenerator Angles() => new((text, _) =>
    {
        var angle = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) * Math.PI / 180;
        return [(float)Math.Cos(angle), (float)Math.Sin(angle)];
    });

    private void WriteRetrieval(string qrels)
    {
        _folder.Write("set/corpus.jsonl", """
            {"_id": "d1", "title": "", "text": "10"}
            {"_id": "d2", "title": "Two", "text": "20"}
            {"_id": "d3", "title": "Three", "text": "70"}
            """);
        _folder.Write("set/queries.jsonl", """
            {"_id": "q1", "text": "0"}
            {"_id": "q2", "text": "77"}
            """);
        _folder.Write("set/qrels/test.tsv", qrels);
    }

    private async Task<EvaluationResult> EvaluateAsync(EvaluationSearch search = EvaluationSearch.BruteForce) => Assert.Single(await AllAsync(new() { Search = search }));

    private async Task<(EvaluationResult Result, WordGenerator Generator)> EvaluateWithGeneratorAsync()
    {
        using var generator = Angles();
        var task = Assert.Single(await EvaluationTask.FindAsync(_folder.Path, Cancellation));
        return (Assert.Single(await new EmbeddingGemmaEvaluator(generator).EvaluateAsync(task, Cancellation).ToListAsync(Cancellation)), generator);
    }

    private async Task<List<EvaluationResult>> AllAsync(EvaluationOptions? options = null)
    {
        using var generator = Angles();
        var evaluator = new EmbeddingGemmaEvaluator(generator, options);
        var results = new List<EvaluationResult>();
        foreach (var task in await EvaluationTask.FindAsync(_folder.Path, Cancellation))
            results.AddRange(await evaluator.EvaluateAsync(task, Cancellation).ToListAsync(Cancellation));
        return results;
    }
}
