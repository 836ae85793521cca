using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Decoration;

public sealed class DecoratedSqliteTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.PathOf("memory.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task UpsertAndSearch_UseBothPromptsTitlesAndDimensions()
    {
        using var generator = new RecordingGenerator();
        using var store = new SqliteVectorStore(Path).WithEmbeddingGemma(generator);
        var articles = await FilledAsync(store);
        await articles.SearchAsync("who barks?", 1, new() { VectorProperty = article => article.Summary }).SingleAsync();
        await ((IKeywordHybridSearchable<Article>)articles).HybridSearchAsync("who barks?", ["bark"], 1, new() { VectorProperty = article => article.BodyVector }).SingleAsync();

        Assert.Equal(
            [
                (new[] { "title: Cats | text: purr", "title: Dogs | text: bark" }, 16),
                (["title: Cats | text: Purring", "title: Dogs | text: Barking"], 8),
                (["task: search result | query: who barks?"], 8),
                (["task: search result | query: who barks?"], (int?)16),
            ],
            generator.Calls);
        var found = await articles.SearchAsync(new ReadOnlyMemory<float>(RecordingGenerator.VectorOf("title: Dogs | text: bark", 16)), 1, new() { VectorProperty = article => article.BodyVector }).SingleAsync();
        Assert.Equal((2, 1d), (found.Record.Id, Math.Round(found.Score!.Value, 4)));
    }

    [Fact]
    public async Task Reembed_AfterAChangeOfModel_AppliesTitlesAndPromptsOfTheDecorator()
    {
        using (var generator = new RecordingGenerator())
        using (var before = new SqliteVectorStore(Path).WithEmbeddingGemma(generator))
            await FilledAsync(before);

        using var other = new RecordingGenerator("fedcba9876543210");
        using var store = new SqliteVectorStore(Path).WithEmbeddingGemma(other);
        var articles = store.GetCollection<int, Article>("articles");
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(async () => await articles.SearchAsync("x", 1, new() { VectorProperty = article => article.Summary }).ToListAsync());
        other.Calls.Clear();
        await articles.ReembedAsync();

        Assert.Equal([(new[] { "title: Cats | text: purr", "title: Dogs | text: bark" }, 16), (["title: Cats | text: Purring", "title: Dogs | text: Barking"], (int?)8)], other.Calls);
        var vector = RecordingGenerator.VectorOf("title: Cats | text: Purring", 8, "fedcba9876543210");
        var found = await articles.SearchAsync(new ReadOnlyMemory<float>(vector), 1, new() { VectorProperty = article => article.Summary }).SingleAsync();
        Assert.Equal((1, 1d), (found.Record.Id, Math.Round(found.Score!.Value, 4)));
    }

    private static async Task<VectorStoreCollection<int, Article>> FilledAsync(VectorStore store)
    {
        var articles = store.GetCollection<int, Article>("articles");
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync([new Article { Id = 1, Title = "Cats", Body = "purr", Summary = "Purring" }, new Article { Id = 2, Title = "Dogs", Body = "bark", Summary = "Barking" }]);
        return articles;
    }
}
