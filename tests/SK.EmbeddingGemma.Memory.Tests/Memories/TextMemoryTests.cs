namespace SK.EmbeddingGemma.Memories;

public sealed class TextMemoryTests : IDisposable
{
    private readonly InMemoryVectorStore _store = new();
    private readonly PromptRecorder _generator = new(NanoModel.Generator);
    private readonly TextMemory _memory;

    public TextMemoryTests() => _memory = new(_store, _generator);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _memory.Dispose();
        _generator.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task RecallAsync_RelatedQuestion_FindsTextWithItsSourceAndTitle()
    {
        await _memory.RememberAsync("To reset your password, open the sign-in page and choose 'Forgot password'.", "faq", "Passwords", ["help"], Cancel);
        await _memory.RememberAsync("The warehouse ships orders on weekdays before noon.", "faq", cancellationToken: Cancel);
        var text = (await _memory.RecallAsync("how do I reset my password?", cancellationToken: Cancel))[0];
        Assert.Equal(("faq", "Passwords", 0, null), (text.Source, text.Title, text.Start, text.Page));
        Assert.Equal(["help"], text.Tags);
        Assert.StartsWith("To reset", text.Text, StringComparison.Ordinal);
        Assert.InRange(text.Score, 0.3, 1);
    }

    [Theory]
    [InlineData("who won the football world cup in 1974?")]
    [InlineData("recipe for blueberry pancakes")]
    public async Task RecallAsync_IrrelevantQuestion_ReturnsNothing(string query)
    {
        await _memory.RememberAsync("To reset your password, open the sign-in page and choose 'Forgot password'.", cancellationToken: Cancel);
        await _memory.RememberAsync("A binary search halves a sorted array until the value is found.", cancellationToken: Cancel);
        Assert.Empty(await _memory.RecallAsync(query, cancellationToken: Cancel));
        Assert.Equal(2, (await _memory.RecallAsync(query, new() { RelevanceFloor = -1 }, Cancel)).Count);
    }

    [Fact]
    public async Task RememberAndRecall_Prompts_AreDocumentAndQuery()
    {
        await _memory.RememberAsync("text", title: "Title", cancellationToken: Cancel);
        await _memory.RecallAsync("question", cancellationToken: Cancel);
        Assert.Contains(("text", "title: Title | text: ", null), _generator.Calls);
        Assert.Contains(("question", EmbeddingGemmaPrompt.Query.Text, null), _generator.Calls);
    }

    [Fact]
    public async Task RememberAsync_SameTextTwice_EmbedsOnce()
    {
        var first = await _memory.RememberAsync("the same", "a", cancellationToken: Cancel);
        var calls = _generator.Calls.Count;
        Assert.Equal(first, await _memory.RememberAsync("the same", "a", cancellationToken: Cancel));
        Assert.Equal(calls, _generator.Calls.Count);
        Assert.NotEqual(first, await _memory.RememberAsync("the same", "b", cancellationToken: Cancel));
    }

    [Fact]
    public async Task RememberAsync_LongText_IsRecalledInPartsAndForgottenWhole()
    {
        var text = string.Join("\n\n", Enumerable.Range(0, 80).Select(i => $"Paragraph {i} is about sorting algorithm number {i} and how fast it is."));
        var key = await _memory.RememberAsync(text, "long", cancellationToken: Cancel);
        var parts = await _memory.RecallAsync("sorting algorithm", new() { Top = 50, RelevanceFloor = -1 }, Cancel);
        Assert.True(parts.Count > 3);
        Assert.All(parts, part => Assert.Equal(part.Text, text.Substring(part.Start, part.Text.Length)));
        Assert.True(await _memory.ForgetAsync(key, Cancel));
        Assert.False(await _memory.ForgetAsync(key, Cancel));
        Assert.Empty(await _memory.RecallAsync("sorting algorithm", new() { RelevanceFloor = -1 }, Cancel));
    }

    [Fact]
    public async Task RecallAsync_SourceAndTag_Filter()
    {
        await _memory.RememberAsync("one", "a", tags: ["x", "y"], cancellationToken: Cancel);
        await _memory.RememberAsync("two", "a", tags: ["y"], cancellationToken: Cancel);
        await _memory.RememberAsync("three", "b", tags: ["x"], cancellationToken: Cancel);
        Assert.Equal(["one", "two"], await TextsAsync(new() { Source = "a" }));
        Assert.Equal(["one", "three"], await TextsAsync(new() { Tag = "x" }));
        Assert.Equal(["one"], await TextsAsync(new() { Source = "a", Tag = "x" }));
        Assert.Equal(2, await _memory.ForgetSourceAsync("a", Cancel));
        Assert.Equal(["three"], await TextsAsync(new()));

        async Task<List<string>> TextsAsync(RecallOptions options)
        {
            options.RelevanceFloor = -1;
            return [.. (await _memory.RecallAsync("number", options, Cancel)).Select(text => text.Text).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task RecallAsync_Diversity_PrefersWhatIsDifferent()
    {
        foreach (var text in new[] { "Sort a list in Python with sorted.", "Sort a list in Python with sorted().", "Open a file in Python and read its lines." })
            await _memory.RememberAsync(text, cancellationToken: Cancel);
        var alike = await _memory.RecallAsync("python sort list", new() { Top = 2, RelevanceFloor = -1 }, Cancel);
        var diverse = await _memory.RecallAsync("python sort list", new() { Top = 2, RelevanceFloor = -1, Diversity = 0.7 }, Cancel);
        Assert.DoesNotContain(alike, text => text.Text.StartsWith("Open", StringComparison.Ordinal));
        Assert.StartsWith("Sort", diverse[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("Open", diverse[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_ChunksLongerThanTheModelTakes_IsRefusedBeforeAnythingIsStored()
    {
        using var memory = new TextMemory(_store, _generator, new() { Chunking = new() { MaxTokens = 2049 } });
        foreach (var call in (Func<Task>[])[() => memory.RememberAsync("text", cancellationToken: Cancel), () => memory.RecallAsync("text", cancellationToken: Cancel)])
        {
            var fault = await Assert.ThrowsAsync<ArgumentException>(call);
            Assert.Contains("2049", fault.Message, StringComparison.Ordinal);
            Assert.Contains("2048", fault.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_generator.Calls);
        Assert.Empty(await _store.ListCollectionNamesAsync(Cancel).ToListAsync(Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RememberAsync_ChunksOfAllThatTheModelTakes_LoseNothing(bool byDefault)
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, MaxTokens = 40, Truncation = EmbeddingGemmaTruncation.Throw });
        using var memory = new TextMemory(_store, generator, new() { Chunking = byDefault ? null : new() { MaxTokens = 40 } });
        var text = string.Join(' ', Enumerable.Range(0, 300).Select(i => $"word{i}"));
        await memory.RememberAsync(text, title: "A title of some length", cancellationToken: Cancel);
        var parts = (await memory.RecallAsync("word299", new() { Top = 1000, RelevanceFloor = -1 }, Cancel)).OrderBy(part => part.Start).ToList();
        Assert.True(parts.Count > 10);
        Assert.Equal(text.Length, parts[^1].Start + parts[^1].Text.Length);
    }

    [Fact]
    public async Task RememberAsync_GeneratorThatCutsAndDidNotSay_IsRefused()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, MaxTokens = 40 });
        using var remote = new RemoteGenerator(generator);
        using var memory = new TextMemory(_store, remote);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => memory.RememberAsync(string.Join(' ', Enumerable.Range(0, 300)), cancellationToken: Cancel));
        Assert.Contains("MaxTokens", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await memory.RecallAsync("1", new() { RelevanceFloor = -1 }, Cancel));
    }

    [Fact]
    public void Chunker_OfAGeneratorThatTakesLess_IsRefusedOrShortened()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, MaxTokens = 40 });
        using var shorter = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, MaxTokens = 20 });
        Assert.Equal(40, TextChunker.For(generator).MaxTokens);
        Assert.Equal(256, TextChunker.For(NanoModel.Generator).MaxTokens);
        Assert.Throws<ArgumentException>(() => TextChunker.For(generator, new() { MaxTokens = 41 }));
        Assert.Throws<ArgumentException>(() => TextChunker.For(shorter));
    }

    [Fact]
    public async Task AnyCall_MemoryOfAnotherModel_IsRefused()
    {
        await _memory.RememberAsync("text", cancellationToken: Cancel);
        using var other = new TextMemory(_store, NanoModel.Generator.WithDimensions(128));
        await Assert.ThrowsAnyAsync<Exception>(() => other.RecallAsync("text", cancellationToken: Cancel));
    }
}
