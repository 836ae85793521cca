using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Records with less than usual, described in other ways, and collections that grow.</summary>
public abstract class ModelTests(StoreFixture fixture)
{
    [Fact]
    public async Task Records_WithoutVectors_AreKeptAndCannotBeSearched()
    {
        var records = await fixture.CreateAsync<Guid, Generated>(new Generated { Number = 1 }, new Generated { Number = 2 });
        Assert.Equal([2], await records.GetAsync(record => record.Number > 1, 10).Select(record => record.Number).ToListAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await records.SearchAsync(new float[2], 1).ToListAsync());
    }

    [Fact]
    public async Task Records_WithoutData_AreKeptAndFound()
    {
        var records = await fixture.CreateAsync<string, Bare>(new Bare { Key = "a", Vector = Book.At(0) }, new Bare { Key = "b", Vector = Book.At(90) });
        Assert.Equal("b", (await records.SearchAsync(Book.At(80), 1).SingleAsync()).Record.Key);
        Assert.Equal([0f, 1], (await records.GetAsync("b", new() { IncludeVectors = true }))!.Vector.ToArray().Select(value => MathF.Round(value, 5)));
        await records.UpsertAsync(new Bare { Key = "b", Vector = Book.At(-90) });
        Assert.Equal("a", (await records.SearchAsync(Book.At(80), 1).SingleAsync()).Record.Key);
        await records.DeleteAsync(["a", "b"]);
        Assert.Empty(await records.GetAsync(record => true, 10).ToListAsync());
    }

    [Fact]
    public async Task Definition_InPlaceOfAttributes_SaysWhatIsStored()
    {
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty(nameof(Undeclared.Number), typeof(long)) { StorageName = "the number" },
                new VectorStoreDataProperty(nameof(Undeclared.Name), typeof(string)) { StorageName = "select", IsIndexed = true },
                new VectorStoreVectorProperty(nameof(Undeclared.Vector), typeof(float[]), 2) { StorageName = "v" },
            ],
        };
        using var records = fixture.Store.GetCollection<long, Undeclared>(fixture.NewName(), definition);
        await records.EnsureCollectionExistsAsync();
        await records.UpsertAsync(new Undeclared { Number = 5, Name = "five", NotStored = "gone", Vector = [1, 0] });
        var read = (await records.GetAsync(5, new() { IncludeVectors = true }))!;
        Assert.Equal(("five", null, 1f), (read.Name, read.NotStored, read.Vector![0]));
        Assert.Equal(5, (await records.SearchAsync(new float[] { 1, 0 }, 1, new() { Filter = record => record.Name == "five" }).SingleAsync()).Record.Number);
    }

    [Fact]
    public async Task Definition_OfAProperty_WinsOverItsAttributes()
    {
        var definition = new VectorStoreCollectionDefinition
        {
            Properties = [new VectorStoreKeyProperty(nameof(Bare.Key), typeof(string)), new VectorStoreVectorProperty(nameof(Bare.Vector), typeof(ReadOnlyMemory<float>), 3)],
        };
        using var records = fixture.Store.GetCollection<string, Bare>(fixture.NewName(), definition);
        await records.EnsureCollectionExistsAsync();
        await records.UpsertAsync(new Bare { Key = "a", Vector = new float[3] });
        await Assert.ThrowsAsync<ArgumentException>(() => records.UpsertAsync(new Bare { Key = "a", Vector = new float[2] }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(IndexKind.Flat)]
    [InlineData(IndexKind.Hnsw)]
    [InlineData("SomethingElse")]
    public async Task IndexKind_OfAnyName_ChangesNothing(string? kind)
    {
        var definition = new VectorStoreCollectionDefinition
        {
            Properties = [new VectorStoreKeyProperty("Key", typeof(string)), new VectorStoreVectorProperty("Vector", typeof(float[]), 2) { IndexKind = kind }],
        };
        var records = await fixture.CreateDynamicAsync(definition, new Dictionary<string, object?> { ["Key"] = "a", ["Vector"] = new float[] { 1, 0 } });
        Assert.Equal("a", (await records.SearchAsync(new float[] { 1, 0 }, 1).SingleAsync()).Record["Key"]);
    }

    [Fact]
    public async Task Collection_OpenedWithMoreProperties_TakesThem()
    {
        var bare = await fixture.CreateAsync<string, Bare>(new Bare { Key = "a", Vector = Book.At(0) });
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("Key", typeof(string)), new VectorStoreDataProperty("Number", typeof(int)), new VectorStoreDataProperty("Text", typeof(string)) { IsFullTextIndexed = true },
                new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>), 2), new VectorStoreVectorProperty("Other", typeof(float[]), 3),
            ],
        };
        using var wider = fixture.Store.GetDynamicCollection(bare.Name, definition);
        await wider.EnsureCollectionExistsAsync();
        await wider.UpsertAsync(new Dictionary<string, object?> { ["Key"] = "b", ["Number"] = 5, ["Text"] = "word", ["Vector"] = Book.At(0), ["Other"] = new float[] { 0, 0, 1 } });
        Assert.Equal(["a", "b"], await bare.SearchAsync(Book.At(0), 10).Select(found => found.Record.Key).ToListAsync());
        Assert.Equal("b", (await wider.SearchAsync(new float[] { 0, 0, 1 }, 10, new() { VectorProperty = record => record["Other"] }).SingleAsync()).Record["Key"]);
        Assert.Null((await wider.GetAsync("a"))!["Text"]);
        Assert.Equal(["b"], await wider.GetAsync(record => (int)record["Number"]! == 5, 10).Select(record => (string)record["Key"]!).ToListAsync());
    }

    [Fact]
    public async Task Collection_OpenedWithOtherTypes_IsRefused()
    {
        var bare = await fixture.CreateAsync<string, Bare>(new Bare { Key = "a", Vector = Book.At(0) });
        await RefusedAsync(new VectorStoreVectorProperty("Vector", typeof(float[]), 3));
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        await RefusedOfAsync(books.Name, new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreDataProperty("Title", typeof(long)));

        Task RefusedAsync(VectorStoreProperty property) => RefusedOfAsync(bare.Name, new VectorStoreKeyProperty("Key", typeof(string)), property);

        async Task RefusedOfAsync(string name, params VectorStoreProperty[] properties)
        {
            using var other = fixture.Store.GetDynamicCollection(name, new() { Properties = [.. properties] });
            var fault = await Assert.ThrowsAsync<VectorStoreException>(() => other.EnsureCollectionExistsAsync());
            Assert.Contains(properties[1].Name, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Records_WithoutAKey_AreRefused() =>
        Assert.ThrowsAny<Exception>(() => fixture.Store.GetDynamicCollection("x", new() { Properties = [new VectorStoreDataProperty("Number", typeof(int))] }));
}
