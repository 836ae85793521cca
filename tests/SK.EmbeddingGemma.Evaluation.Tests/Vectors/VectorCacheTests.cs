using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Vectors;

public sealed class VectorCacheTests : IDisposable
{
    private static readonly EmbeddingGemmaSpace Space = EmbeddingGemmaSpace.Parse($"embeddinggemma-space-1;{new string('a', 32)};Weights;{new string('b', 32)};2;;test");

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Evaluate_Again_EmbedsNothing()
    {
        using var generator = await EvaluateAsync();
        Assert.Equal(3, generator.Asked.Count);

        using var again = await EvaluateAsync();
        Assert.Empty(again.Asked);
    }

    [Fact]
    public async Task Evaluate_OtherVariant_EmbedsAgain()
    {
        using var generator = await EvaluateAsync();

        using var other = await EvaluateAsync("int8");
        Assert.Equal(3, other.Asked.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public async Task Evaluate_DamagedFile_DeletesItAndEmbedsAgain(int place)
    {
        using var generator = await EvaluateAsync();
        var file = Assert.Single(Directory.GetFiles(_folder.Path, "*.vectors", SearchOption.AllDirectories));
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        bytes[place < 0 ? bytes.Length + place : place] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancellation);

        using var again = await EvaluateAsync(damaged: 1);
        Assert.Equal(3, again.Asked.Count);
        Assert.NotEqual(file, Assert.Single(Directory.GetFiles(_folder.Path, "*.vectors", SearchOption.AllDirectories)));
    }

    [Fact]
    public async Task Evaluate_FileCutShort_EmbedsAgain()
    {
        using var generator = await EvaluateAsync();
        var file = Assert.Single(Directory.GetFiles(_folder.Path, "*.vectors", SearchOption.AllDirectories));
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(file, Cancellation))[..^7], Cancellation);

        using var again = await EvaluateAsync(damaged: 1);
        Assert.Equal(3, again.Asked.Count);
    }

    [Fact]
    public async Task Evaluate_Cancelled_KeepsWhatWasEmbedded()
    {
        var texts = Enumerable.Range(0, 600).Select(i => new EvaluationText($"{i}", EmbeddingGemmaPrompt.None)).ToList();
        using var stop = new CancellationTokenSource();
        using var generator = new WordGenerator((_, _) => [1, 0]);
        await Assert.ThrowsAsync<OperationCanceledException>(() => new TextEmbedder(generator, new(_folder.Path, 2)).EmbedAsync(texts, (done, _) => { if (done > 0) stop.Cancel(); }, stop.Token));
        Assert.Equal(256, generator.Asked.Count);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));

        using var again = new WordGenerator((text, _) => [int.Parse(text, System.Globalization.CultureInfo.InvariantCulture), 0]) { Space = Space };
        var vectors = await new TextEmbedder(again, new(_folder.Path, 2)).EmbedAsync(texts, (_, _) => { }, Cancellation);
        Assert.Equal(344, again.Asked.Count);
        Assert.Equal([1, 0], vectors[texts[0]].ToArray());
        Assert.Equal([599, 0], vectors[texts[599]].ToArray());
    }

    [Fact]
    public void Hash_PromptAndTitle_MakeAnother()
    {
        string[] hashes =
        [
            new EvaluationText("a", EmbeddingGemmaPrompt.Query).Hash(),
            new EvaluationText("b", EmbeddingGemmaPrompt.Query).Hash(),
            new EvaluationText("a", EmbeddingGemmaPrompt.Document()).Hash(),
            new EvaluationText("a", EmbeddingGemmaPrompt.Document("t")).Hash(),
            new EvaluationText("a", EmbeddingGemmaPrompt.Custom(EmbeddingGemmaPrompt.Query.Text)).Hash(),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Create_FolderWithoutSpace_SaysSo()
    {
        using var generator = new WordGenerator((_, _) => [1, 0]);

        Assert.Throws<InvalidOperationException>(() => new EmbeddingGemmaEvaluator(generator, new() { VectorFolder = _folder.Path }));
    }

    private async Task<WordGenerator> EvaluateAsync(string variant = "", int damaged = 0)
    {
        _folder.Write("set/test.jsonl", """
            {"sentence1": "one", "sentence2": "two", "score": 2}
            {"sentence1": "one", "sentence2": "three", "score": 1}
            """);
        var generator = new WordGenerator((text, _) => [text.Length, 1]) { Space = Space };
        var evaluator = new EmbeddingGemmaEvaluator(generator, new() { VectorFolder = _folder.PathOf("vectors/x")[..^2], Variant = variant });
        Assert.Equal(damaged, evaluator.DamagedVectorFiles);
        var task = Assert.Single(await EvaluationTask.FindAsync(_folder.PathOf("set/x")[..^2], Cancellation));
        Assert.Equal(1, Assert.Single(await evaluator.EvaluateAsync(task, Cancellation).ToListAsync(Cancellation)).Scores["cosine_spearman"], 1e-12);
        return generator;
    }
}
