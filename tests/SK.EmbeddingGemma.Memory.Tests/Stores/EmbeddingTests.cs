using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Record = System.Collections.Generic.Dictionary<string, object?>;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Vectors that a generator makes: the store's, the collection's, or the property's.</summary>
public abstract class EmbeddingTests(StoreFixture fixture)
{
    private const int Dimensions = 32;

    /// <summary>The models of other generators than the store's.</summary>
    private const string OfProperty = "1111111111111111", OfCollection = "2222222222222222";

    private static readonly string[] Texts = ["one", "two", "three"];

    [Fact]
    public async Task Search_ForAText_ScoresWithTheGeneratorsVectors()
    {
        var letters = await LettersAsync();
        await AssertFoundAsync(letters.SearchAsync("two", 10), fixture.QueryVector("two", Dimensions));
        await AssertFoundAsync(letters.SearchAsync(new ReadOnlyMemory<float>(fixture.DocumentVector("two", Dimensions)), 10), fixture.DocumentVector("two", Dimensions));
        var best = await letters.SearchAsync(fixture.DocumentVector("three", Dimensions), 1).SingleAsync();
        Assert.Equal((3, 1), (best.Record.Id, Math.Round(best.Score!.Value, 5)));
    }

    [Fact]
    public async Task HybridSearch_ForAText_UsesTheGeneratorsVectors()
    {
        var letters = (IKeywordHybridSearchable<Letter>)await LettersAsync();
        var query = fixture.QueryVector("two", Dimensions);
        var nearest = Texts.MaxBy(text => TensorPrimitives.CosineSimilarity(query, fixture.DocumentVector(text, Dimensions)))!;
        Assert.Equal(Array.IndexOf(Texts, nearest) + 1, (await letters.HybridSearchAsync("two", [nearest], 3).FirstAsync()).Record.Id);
    }

    [Fact]
    public async Task Get_OfGeneratedVectors_LeavesThemOut()
    {
        var letters = await LettersAsync();
        Assert.Equal(("two", null), ((await letters.GetAsync(2))!.Text, (await letters.GetAsync(2))!.Embedding));
        await Assert.ThrowsAsync<NotSupportedException>(() => letters.GetAsync(2, new() { IncludeVectors = true }));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await letters.SearchAsync("two", 1, new() { IncludeVectors = true }).ToListAsync());
        await Assert.ThrowsAsync<NotSupportedException>(async () => await letters.GetAsync(letter => true, 1, new() { IncludeVectors = true }).ToListAsync());
    }

    [Fact]
    public async Task Upsert_OfABatch_IsOneCallOfTheGenerator()
    {
        using var generator = new RecordingGenerator();
        using var store = fixture.Open(generator);
        var letters = store.GetCollection<int, Letter>(fixture.NewName());
        await letters.EnsureCollectionExistsAsync();
        await letters.UpsertAsync(Texts.Select((text, index) => new Letter { Id = index, Embedding = text }));
        Assert.Equal(3, Assert.Single(generator.Calls).Inputs.Length);
        await letters.UpsertAsync(new Letter { Id = 9 });
        Assert.Single(generator.Calls);
    }

    [Fact]
    public async Task Upsert_OfATextThatIsNull_HasNoVector()
    {
        var letters = await LettersAsync();
        await letters.UpsertAsync([new Letter { Id = 1 }, new Letter { Id = 4, Embedding = "" }]);
        Assert.Equal([2, 3, 4], await letters.SearchAsync("two", 10).Select(found => found.Record.Id).Order().ToListAsync());
    }

    [Fact]
    public async Task Generator_OfTheProperty_WinsOverTheCollectionsAndTheStores()
    {
        using var ofProperty = new RecordingGenerator(OfProperty, 4);
        using var ofCollection = new RecordingGenerator(OfCollection, 4);
        foreach (var definition in (VectorStoreCollectionDefinition[])[Definition(ofProperty, ofCollection), Definition(null, ofCollection)])
        {
            var model = definition.Properties.OfType<VectorStoreVectorProperty>().Single().EmbeddingGenerator is null ? OfCollection : OfProperty;
            var records = await fixture.CreateDynamicAsync(definition, new Record { ["Id"] = 1, ["Embedding"] = "one" });
            var found = await records.SearchAsync(new ReadOnlyMemory<float>(RecordingGenerator.VectorOf("<no prompt>one", 4, model)), 1).SingleAsync();
            Assert.Equal(1, found.Score!.Value, 1e-5);
            Assert.Equal(1, (await records.SearchAsync("one", 1).SingleAsync()).Score!.Value, 1e-5); // no prompts: it is the caller's own
        }
    }

    [Fact]
    public async Task Search_OfDictionariesForAText_Finds()
    {
        var records = await fixture.CreateDynamicAsync(Definition(null, null, Dimensions), Texts.Select((text, index) => new Record { ["Id"] = index + 1, ["Embedding"] = text }));
        var query = fixture.QueryVector("two", Dimensions);
        var expected = Texts.Select((text, index) => (Id: index + 1, Score: (double)TensorPrimitives.CosineSimilarity(query, fixture.DocumentVector(text, Dimensions)))).OrderByDescending(item => item.Score).ToList();
        var found = await records.SearchAsync("two", 10).ToListAsync();
        Assert.Equal(expected.Select(item => item.Id), found.Select(result => (int)result.Record["Id"]!));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score!.Value, 1e-5));
    }

    [Fact]
    public async Task Generator_WithOtherDimensions_IsRefusedAndNothingStored()
    {
        using var generator = new RecordingGenerator(width: 16) { IgnoresDimensions = true };
        var definition = Definition(generator, null, Dimensions);
        var records = await fixture.CreateDynamicAsync(definition);
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => records.UpsertAsync(new Record { ["Id"] = 1, ["Embedding"] = "one" }));
        Assert.Contains("16", fault.Message, StringComparison.Ordinal);
        Assert.Null(await records.GetAsync(1));
    }

    [Fact]
    public async Task Generator_OfAnotherModel_IsRefused()
    {
        var name = fixture.NewName();
        using var one = new RecordingGenerator(OfProperty);
        using var other = new RecordingGenerator(OfCollection);
        var definition = Definition(one, null, Dimensions);
        using var records = fixture.Store.GetDynamicCollection(name, definition);
        await records.EnsureCollectionExistsAsync();
        await records.UpsertAsync(new Record { ["Id"] = 1, ["Embedding"] = "one" });
        using var changed = fixture.Store.GetDynamicCollection(name, Definition(other, null, Dimensions));
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(async () => await changed.SearchAsync("one", 1).ToListAsync());
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => changed.UpsertAsync(new Record { ["Id"] = 2, ["Embedding"] = "two" }));
        Assert.DoesNotContain(other.Calls, call => call.Inputs.Contains("<no prompt>two"));
    }

    [Fact]
    public async Task Generator_ThatIsCancelled_StoresNothing()
    {
        var letters = await LettersAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => letters.UpsertAsync(new Letter { Id = 9, Embedding = "nine" }, cancelled.Token));
        Assert.Null(await letters.GetAsync(9));
    }

    private Task<VectorStoreCollection<int, Letter>> LettersAsync() =>
        fixture.CreateAsync<int, Letter>(Texts.Select((text, index) => new Letter { Id = index + 1, Text = text, Embedding = text }));

    private static VectorStoreCollectionDefinition Definition(IEmbeddingGenerator? ofProperty, IEmbeddingGenerator? ofCollection, int dimensions = 4) => new()
    {
        EmbeddingGenerator = ofCollection,
        Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreVectorProperty("Embedding", typeof(string), dimensions) { EmbeddingGenerator = ofProperty }],
    };

    private async Task AssertFoundAsync(IAsyncEnumerable<VectorSearchResult<Letter>> results, float[] query)
    {
        var expected = Texts.Select((text, index) => (Id: index + 1, Score: (double)TensorPrimitives.CosineSimilarity(query, fixture.DocumentVector(text, Dimensions)))).OrderByDescending(item => item.Score).ToList();
        var found = await results.ToListAsync();
        Assert.Equal(expected.Select(item => item.Id), found.Select(result => result.Record.Id));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Score, pair.Second.Score!.Value, 1e-5));
    }
}
