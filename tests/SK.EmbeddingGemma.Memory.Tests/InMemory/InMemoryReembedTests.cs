using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Decoration;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>A collection in memory changes its model.</summary>
public sealed class InMemoryReembedTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reembed_AfterAChangeOfModel_AppliesTitlesAndPromptsOfTheDecorator()
    {
        var memory = new InMemoryVectorStore();
        using var before = new RecordingGenerator();
        await FillAsync(memory.WithEmbeddingGemma(before), 100);
        using var other = new RecordingGenerator("fedcba9876543210");
        var articles = memory.WithEmbeddingGemma(other).GetCollection<int, Article>("articles");
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => SearchAsync(articles));
        other.Calls.Clear();

        await articles.ReembedAsync(cancellationToken: Cancellation);

        Assert.Contains("title: title 7 | text: body 7", other.Calls.SelectMany(call => call.Inputs));
        await SearchAsync(articles);
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => SearchAsync(memory.WithEmbeddingGemma(before).GetCollection<int, Article>("articles")));
    }

    [Fact]
    public async Task Reembed_ThatIsCancelled_RefusesSearchAndSaveAndIsResumed()
    {
        var memory = new InMemoryVectorStore();
        using var before = new RecordingGenerator();
        await FillAsync(memory.WithEmbeddingGemma(before), 100);
        using var other = new RecordingGenerator("fedcba9876543210");
        var articles = memory.WithEmbeddingGemma(other).GetCollection<int, Article>("articles");
        using var cancelling = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => articles.ReembedAsync(new Cancelling(cancelling), cancelling.Token));

        Assert.Contains("resume", (await Assert.ThrowsAsync<VectorStoreException>(() => SearchAsync(articles))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VectorStoreException>(() => memory.WriteAsync(new MemoryStream(), Cancellation));
        await articles.DeleteAsync(99, Cancellation);
        await articles.ReembedAsync(cancellationToken: Cancellation);
        await SearchAsync(articles);
        await memory.WriteAsync(new MemoryStream(), Cancellation);
    }

    private static async Task SearchAsync(VectorStoreCollection<int, Article> articles) =>
        _ = await articles.SearchAsync("x", 1, new() { VectorProperty = article => article.Summary }, Cancellation).SingleAsync(Cancellation);

    private static async Task FillAsync(VectorStore store, int count)
    {
        var articles = store.GetCollection<int, Article>("articles");
        await articles.EnsureCollectionExistsAsync(Cancellation);
        await articles.UpsertAsync(Enumerable.Range(0, count).Select(i => new Article { Id = i, Title = $"title {i}", Body = $"body {i}", Summary = $"summary {i}" }), Cancellation);
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<ReembedProgress>
    {
        public void Report(ReembedProgress value)
        {
            if (value.RecordsDone > 0)
                source.Cancel();
        }
    }
}
