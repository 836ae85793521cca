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
    public async Task AnyCall_MemoryOfAnotherModel_IsRefused()
    {
        await _memory.RememberAsync("text", cancellationToken: Cancel);
        using var other = new TextMemory(_store, NanoModel.Generator.WithDimensions(128));
        await Assert.ThrowsAnyAsync<Exception>(() => other.RecallAsync("text", cancellationToken: Cancel));
    }
}
