using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

public sealed class SingleCollectionTests : IDisposable
{
    private const string QueryPrompt = "task: search result | query: ";

    private static readonly VectorStoreCollectionDefinition Vectors = new()
    {
        Properties = [new VectorStoreKeyProperty("Id", typeof(string)), new VectorStoreVectorProperty("Vector", typeof(float[]), 8)],
    };

    private readonly RecordingGenerator _generator = new();
    private readonly InMemoryVectorStore _store = new();

    public void Dispose()
    {
        _generator.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task Search_RecordsWithVectors_EmbedsTheQuery()
    {
        var passages = _store.GetCollection<string, Passage>("passages").WithEmbeddingGemma(_generator);
        await passages.EnsureCollectionExistsAsync();
        await passages.UpsertAsync(new Passage { Id = "a", Text = "purr", Vector = RecordingGenerator.VectorOf(QueryPrompt + "what purrs?", 16) });

        Assert.Equal(1, (await passages.SearchAsync("what purrs?", 1).SingleAsync()).Score!.Value, 1e-5);
        Assert.Equal("a", (await ((IKeywordHybridSearchable<Passage>)passages).HybridSearchAsync("what purrs?", ["purr"], 1).SingleAsync()).Record.Id);
        Assert.All(_generator.Calls, call => Assert.Equal((QueryPrompt + "what purrs?", 16), (call.Inputs.Single(), call.Dimensions)));
    }

    [Fact]
    public async Task Search_DynamicRecords_EmbedsTheQueryInTheDimensionsOfTheDefinition()
    {
        var inner = new StoreWithoutHybridSearch(_store).GetDynamicCollection("vectors", Vectors);
        var vectors = inner.WithEmbeddingGemma(_generator, definition: Vectors);
        await vectors.EnsureCollectionExistsAsync();
        await vectors.SearchAsync("what purrs?", 1).ToListAsync();

        Assert.Equal([(new[] { QueryPrompt + "what purrs?" }, (int?)8)], _generator.Calls);
    }

    [Fact]
    public void WithEmbeddingGemma_DynamicRecordsWithoutDefinition_SaysWhatToDo()
    {
        var inner = new StoreWithoutHybridSearch(_store).GetDynamicCollection("vectors", Vectors);
        var refused = Assert.Throws<InvalidOperationException>(() => inner.WithEmbeddingGemma(_generator));
        Assert.Contains("pass the definition", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithEmbeddingGemma_RecordsWithTexts_SaysToDecorateTheStore()
    {
        using var store = new InMemoryVectorStore(new() { EmbeddingGenerator = _generator });
        var refused = Assert.Throws<InvalidOperationException>(() => store.GetCollection<int, Article>("articles").WithEmbeddingGemma(_generator));
        Assert.Contains("decorate the store", refused.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new StoreWithoutHybridSearch(store).GetCollection<int, Article>("articles").WithEmbeddingGemma(_generator));
    }

    [Fact]
    public void WithEmbeddingGemma_TitlePropertyThatIsNone_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => _store.GetCollection<string, Passage>("passages").WithEmbeddingGemma(_generator, new() { TitleProperty = "Titel" }));
}
