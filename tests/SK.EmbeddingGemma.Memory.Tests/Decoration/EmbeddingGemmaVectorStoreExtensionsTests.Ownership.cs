using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

/// <content>Whose generator counts, what is refused, what is passed on.</content>
public sealed partial class EmbeddingGemmaVectorStoreExtensionsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Generator_OfDefinitionOrProperty_WinsOnBothSides(bool ofProperty)
    {
        var own = new RecordingGenerator("fedcba9876543210", width: 16);
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(int)),
                new VectorStoreVectorProperty("BodyVector", typeof(string), 16) { EmbeddingGenerator = ofProperty ? own : null },
            ],
            EmbeddingGenerator = ofProperty ? null : own,
        };
        var articles = new InMemoryVectorStore().WithEmbeddingGemma(_generator).GetDynamicCollection("articles", definition);
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync(new Dictionary<string, object?> { ["Id"] = 1, ["BodyVector"] = "text" });
        await articles.SearchAsync("query", 1).SingleAsync();

        Assert.Empty(_generator.Calls);
        Assert.Equal(["<no prompt>text", "<no prompt>query"], own.Calls.Select(call => call.Inputs.Single()));
        Assert.Same(ofProperty ? own : null, definition.Properties.OfType<VectorStoreVectorProperty>().Single().EmbeddingGenerator);
    }

    [Fact]
    public async Task Use_OtherModel_RefusesToMixSpaces()
    {
        var memory = new InMemoryVectorStore();
        await ArticlesAsync(memory.WithEmbeddingGemma(_generator));
        var other = memory.WithEmbeddingGemma(new RecordingGenerator("fedcba9876543210")).GetCollection<int, Article>("articles");

        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => other.UpsertAsync(Articles[0]));
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(async () => await other.SearchAsync("x", 1, new() { VectorProperty = article => article.Summary }).ToListAsync());
    }

    [Fact]
    public async Task GetCollection_MoreDimensionsThanTheModel_IsRefused()
    {
        using var nano = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, Dimensions = 64 });
        var definition = new VectorStoreCollectionDefinition
        {
            Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreVectorProperty("Text", typeof(string), 385)],
        };
        var store = new InMemoryVectorStore().WithEmbeddingGemma(nano);

        var refused = Assert.Throws<InvalidOperationException>(() => store.GetDynamicCollection("big", definition));
        Assert.Contains("1 to 384", refused.Message, StringComparison.Ordinal);

        definition.Properties[1] = new VectorStoreVectorProperty("Text", typeof(string), 384);
        await store.GetDynamicCollection("fits", definition).EnsureCollectionExistsAsync();
    }

    [Fact]
    public async Task Upsert_GeneratorThatIgnoresDimensions_IsRefused()
    {
        var store = new InMemoryVectorStore().WithEmbeddingGemma(new RecordingGenerator { IgnoresDimensions = true });
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ArticlesAsync(store));
        Assert.Contains("32 dimensions where 16", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithEmbeddingGemma_OtherModel_IsRefusedUnlessAllowed()
    {
        var other = new RecordingGenerator(provider: "openai");
        Assert.Throws<ArgumentException>("generator", () => new InMemoryVectorStore().WithEmbeddingGemma(other));
        Assert.NotNull(new InMemoryVectorStore().WithEmbeddingGemma(other, new() { AllowOtherModels = true }));
    }

    [Fact]
    public void HybridSearch_IsThereExactlyWhereTheInnerCollectionHasIt()
    {
        var with = new InMemoryVectorStore().WithEmbeddingGemma(_generator).GetCollection<int, Article>("articles");
        var without = new StoreWithoutHybridSearch(new InMemoryVectorStore()).WithEmbeddingGemma(_generator).GetCollection<int, Article>("articles");

        Assert.IsAssignableFrom<IKeywordHybridSearchable<Article>>(with);
        Assert.Same(with, with.GetService(typeof(IKeywordHybridSearchable<Article>)));
        Assert.False(without is IKeywordHybridSearchable<Article>);
        Assert.Null(without.GetService(typeof(IKeywordHybridSearchable<Article>)));
    }

    [Fact]
    public void GetService_GivesGeneratorSpaceAndWhatTheInnerHas()
    {
        var inner = new StoreWithoutHybridSearch(new InMemoryVectorStore());
        var store = inner.WithEmbeddingGemma(_generator);
        var passages = store.GetCollection<string, Passage>("passages");

        Assert.Same(store, store.GetService(typeof(VectorStore)));
        Assert.Same(_generator, store.GetService(typeof(IEmbeddingGenerator)));
        Assert.Same(_generator, passages.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)));
        Assert.Equal(32, ((EmbeddingGemmaSpace)store.GetService(typeof(EmbeddingGemmaSpace))!).Dimensions);
        Assert.Equal(16, ((EmbeddingGemmaSpace)passages.GetService(typeof(EmbeddingGemmaSpace))!).Dimensions);
        Assert.Equal("inner key", store.GetService(typeof(string), "key"));
        Assert.NotNull(new InMemoryVectorStore().WithEmbeddingGemma(_generator).GetCollection<string, Passage>("p").GetService(typeof(VectorStoreCollectionMetadata)));
    }

    [Fact]
    public void Dispose_DisposesTheInnerStoreAndNotTheGenerator()
    {
        var inner = new StoreWithoutHybridSearch(new InMemoryVectorStore());
        inner.WithEmbeddingGemma(_generator).Dispose();

        Assert.True(inner.IsDisposed);
        Assert.False(_generator.IsDisposed);
    }
}
