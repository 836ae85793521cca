using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

public sealed partial class EmbeddingGemmaVectorStoreExtensionsTests : IDisposable
{
    private const string QueryPrompt = "task: search result | query: ";

    private static readonly VectorStoreCollectionDefinition DynamicArticles = new()
    {
        Properties =
        [
            new VectorStoreKeyProperty("Id", typeof(int)),
            new VectorStoreDataProperty("Title", typeof(string)),
            new VectorStoreDataProperty("Body", typeof(string)) { IsFullTextIndexed = true },
            new VectorStoreVectorProperty("BodyVector", typeof(string), 16),
            new VectorStoreVectorProperty("Summary", typeof(string), 8) { StorageName = "summary_vector" },
        ],
    };

    private static readonly Article[] Articles =
    [
        new() { Id = 1, Title = "Cats", Body = "They purr.", Summary = "Purring" },
        new() { Id = 2, Title = "Dogs", Body = "They bark.", Summary = "Barking" },
        new() { Id = 3, Title = " ", Body = "They swim.", Summary = null },
    ];

    private readonly RecordingGenerator _generator = new();

    public void Dispose() => _generator.Dispose();

    [Fact]
    public async Task Upsert_Batch_EmbedsDocumentsWithTitlesInOneCallForEachProperty()
    {
        var articles = await ArticlesAsync(new InMemoryVectorStore().WithEmbeddingGemma(_generator));

        Assert.Equal(
            [
                (new[] { "title: Cats | text: They purr.", "title: Dogs | text: They bark.", "title: none | text: They swim." }, 16),
                (["title: Cats | text: Purring", "title: Dogs | text: Barking"], (int?)8),
            ],
            _generator.Calls);
        Assert.Equal(1, await BestScoreAsync(articles, RecordingGenerator.VectorOf("title: Dogs | text: They bark.", 16), article => article.BodyVector), 1e-5);
        Assert.Equal(1, await BestScoreAsync(articles, RecordingGenerator.VectorOf("title: Cats | text: Purring", 8), article => article.Summary), 1e-5);
    }

    [Fact]
    public async Task Upsert_OneRecord_EmbedsTheDocumentWithItsTitle()
    {
        var articles = new InMemoryVectorStore().WithEmbeddingGemma(_generator).GetCollection<int, Article>("articles");
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync(Articles[1]);

        Assert.Equal(1, await BestScoreAsync(articles, RecordingGenerator.VectorOf("title: Dogs | text: They bark.", 16), article => article.BodyVector), 1e-5);
        Assert.Equal(2, _generator.Calls.Count);
    }

    [Fact]
    public async Task Upsert_StoreThatAsksOneByOneAndBackwards_GetsTheSameVectorsFromTheSameCalls()
    {
        var articles = await ArticlesAsync(new StoreWithoutHybridSearch(new InMemoryVectorStore()).WithEmbeddingGemma(_generator));

        Assert.Equal(2, _generator.Calls.Count);
        Assert.Equal(1, await BestScoreAsync(articles, RecordingGenerator.VectorOf("title: Cats | text: They purr.", 16), article => article.BodyVector), 1e-5);
        Assert.Equal(1, await BestScoreAsync(articles, RecordingGenerator.VectorOf("title: none | text: They swim.", 16), article => article.BodyVector), 1e-5);
    }

    [Fact]
    public async Task Upsert_SameTextUnderTwoTitles_EmbedsEachWithItsOwn()
    {
        var articles = new InMemoryVectorStore().WithEmbeddingGemma(_generator).GetCollection<int, Article>("articles");
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync([new Article { Id = 1, Title = "A", Body = "same" }, new Article { Id = 2, Title = "B", Body = "same" }]);

        foreach (var (title, id) in new[] { ("A", 1), ("B", 2) })
        {
            var best = await articles.SearchAsync(new ReadOnlyMemory<float>(RecordingGenerator.VectorOf($"title: {title} | text: same", 16)), 1, new() { VectorProperty = article => article.BodyVector }).SingleAsync();
            Assert.Equal((id, 1d), (best.Record.Id, Math.Round(best.Score!.Value, 5)));
        }
    }

    [Fact]
    public async Task Upsert_ModelWithPromptsOfItsOwn_LetsTheModelPlaceTheTitles()
    {
        var generator = new RecordingGenerator { PromptsHash = "fedcba9876543210" };
        await ArticlesAsync(new InMemoryVectorStore().WithEmbeddingGemma(generator));

        Assert.Equal(5, generator.Calls.Count); // three titles of bodies, two of summaries
        Assert.Contains(generator.Calls, call => call.Inputs is ["title: Dogs | text: They bark."]);
    }

    [Fact]
    public async Task Search_Text_EmbedsTheQueryInTheDimensionsOfTheProperty()
    {
        var articles = await ArticlesAsync(new InMemoryVectorStore().WithEmbeddingGemma(_generator));
        _generator.Calls.Clear();

        await articles.SearchAsync("who barks?", 3, new() { VectorProperty = article => article.BodyVector }).ToListAsync();
        await articles.SearchAsync<object>("who barks?", 3, new() { VectorProperty = article => article.Summary }).ToListAsync();

        Assert.Equal([(new[] { QueryPrompt + "who barks?" }, 16), ([QueryPrompt + "who barks?"], (int?)8)], _generator.Calls);
    }

    [Fact]
    public async Task Search_Text_FindsWhatHasTheVectorOfTheQuery()
    {
        var passages = await PassagesAsync(new InMemoryVectorStore().WithEmbeddingGemma(_generator));

        var found = await passages.SearchAsync("what purrs?", 1).SingleAsync();
        var foundByWords = await ((IKeywordHybridSearchable<Passage>)passages).HybridSearchAsync("what purrs?", ["purr"], 1).SingleAsync();

        Assert.Equal(("as query", 1d), (found.Record.Id, Math.Round(found.Score!.Value, 5)));
        Assert.Equal("as query", foundByWords.Record.Id);
        Assert.All(_generator.Calls, call => Assert.Equal((QueryPrompt + "what purrs?", 16), (call.Inputs.Single(), call.Dimensions)));
    }

    [Fact]
    public async Task Search_Vector_PassesItThroughAsItIs()
    {
        var passages = await PassagesAsync(new InMemoryVectorStore().WithEmbeddingGemma(_generator));
        var vector = RecordingGenerator.VectorOf(QueryPrompt + "what purrs?", 16);

        Assert.Equal("as query", (await passages.SearchAsync(vector, 1).SingleAsync()).Record.Id);
        Assert.Equal("as query", (await passages.SearchAsync(new ReadOnlyMemory<float>(vector), 1).SingleAsync()).Record.Id);
        Assert.Equal("as query", (await passages.SearchAsync(new Embedding<float>(vector), 1).SingleAsync()).Record.Id);
        Assert.Equal(vector, (await passages.GetAsync("as query", new() { IncludeVectors = true }))!.Vector.ToArray());
        Assert.Empty(_generator.Calls);
    }

    [Fact]
    public async Task Hybrid_Text_EmbedsTheQuery()
    {
        var articles = await ArticlesAsync(new InMemoryVectorStore().WithEmbeddingGemma(_generator));
        _generator.Calls.Clear();

        var found = await ((IKeywordHybridSearchable<Article>)articles).HybridSearchAsync("who barks?", ["bark"], 1, new() { VectorProperty = article => article.Summary }).SingleAsync();

        Assert.Equal(2, found.Record.Id);
        Assert.Equal([(new[] { QueryPrompt + "who barks?" }, (int?)8)], _generator.Calls);
    }

    [Fact]
    public async Task Dynamic_UpsertAndSearch_UseBothPromptsAndTheDimensions()
    {
        var store = new InMemoryVectorStore().WithEmbeddingGemma(_generator, new() { TitleProperty = "Title" });
        var articles = store.GetDynamicCollection("articles", DynamicArticles);
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync(Articles.Select(article => new Dictionary<string, object?>
        {
            ["Id"] = article.Id,
            ["Title"] = article.Title,
            ["Body"] = article.Body,
            ["BodyVector"] = article.Body,
            ["Summary"] = article.Summary,
        }));
        await articles.SearchAsync("who barks?", 1, new() { VectorProperty = article => article["Summary"] }).SingleAsync();
        await ((IKeywordHybridSearchable<Dictionary<string, object?>>)articles)
            .HybridSearchAsync("who barks?", ["bark"], 1, new() { VectorProperty = article => article["BodyVector"] }).SingleAsync();

        Assert.Equal(
            [
                (new[] { "title: Cats | text: They purr.", "title: Dogs | text: They bark.", "title: none | text: They swim." }, 16),
                (["title: Cats | text: Purring", "title: Dogs | text: Barking"], 8),
                ([QueryPrompt + "who barks?"], 8),
                ([QueryPrompt + "who barks?"], (int?)16),
            ],
            _generator.Calls);
    }

    [Fact]
    public async Task Options_Prompts_AreUsedAndCopied()
    {
        var options = new EmbeddingGemmaStoreOptions { QueryPrompt = EmbeddingGemmaPrompt.CodeRetrieval, DocumentPrompt = EmbeddingGemmaPrompt.Custom("doc> ") };
        var store = new InMemoryVectorStore().WithEmbeddingGemma(_generator, options);
        options.QueryPrompt = EmbeddingGemmaPrompt.Clustering;
        var articles = await ArticlesAsync(store);
        await articles.SearchAsync("sort", 1, new() { VectorProperty = article => article.BodyVector }).SingleAsync();

        Assert.Equal(["doc> They purr.", "doc> They bark.", "doc> They swim."], _generator.Calls.First().Inputs);
        Assert.Equal(["task: code retrieval | query: sort"], _generator.Calls.Last().Inputs);
    }

    [Fact]
    public async Task Upsert_ManyAtOnce_KeepsBatchesApart()
    {
        var articles = new InMemoryVectorStore().WithEmbeddingGemma(_generator).GetCollection<int, Article>("articles");
        await articles.EnsureCollectionExistsAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(id => Task.Run(() => articles.UpsertAsync([new Article { Id = id, Title = $"T{id}", Body = "same" }]))));

        foreach (var id in new[] { 0, 17, 49 })
            Assert.Equal(1, await BestScoreAsync(articles, RecordingGenerator.VectorOf($"title: T{id} | text: same", 16), article => article.BodyVector), 1e-5);
        Assert.Equal(50, _generator.Calls.Count);
    }

    private static async Task<double> BestScoreAsync(VectorStoreCollection<int, Article> articles, float[] vector, System.Linq.Expressions.Expression<Func<Article, object?>> property) =>
        (await articles.SearchAsync(new ReadOnlyMemory<float>(vector), 1, new() { VectorProperty = property }).SingleAsync()).Score!.Value;

    private static async Task<VectorStoreCollection<int, Article>> ArticlesAsync(VectorStore store)
    {
        var articles = store.GetCollection<int, Article>("articles");
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync(Articles);
        return articles;
    }

    private static async Task<VectorStoreCollection<string, Passage>> PassagesAsync(VectorStore store)
    {
        var passages = store.GetCollection<string, Passage>("passages");
        await passages.EnsureCollectionExistsAsync();
        await passages.UpsertAsync(
        [
            new Passage { Id = "as query", Text = "Cats purr.", Vector = RecordingGenerator.VectorOf(QueryPrompt + "what purrs?", 16) },
            new Passage { Id = "as document", Text = "Dogs bark.", Vector = RecordingGenerator.VectorOf("title: none | text: what purrs?", 16) },
        ]);
        return passages;
    }
}
