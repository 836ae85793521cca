using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>What is not meant to be a name, a word or a vector, and what is but looks like SQL.</summary>
public sealed class SqliteHostileInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteVectorStore _store;

    public SqliteHostileInputTests() => _store = new(_folder.PathOf("hostile.db"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("x\"; DROP TABLE embeddinggemma_collections; --")]
    [InlineData("it's 'quoted' `name` [here]")]
    [InlineData("🦜 emoji")]
    [InlineData("rowid")]
    [InlineData("with\0nul")]
    public async Task Names_OfAnyKind_AreOnlyNames(string name)
    {
        var definition = new VectorStoreCollectionDefinition
        {
            Properties = [new VectorStoreKeyProperty(name, typeof(string)), new VectorStoreDataProperty(name + "1", typeof(int)), new VectorStoreDataProperty(name + "2", typeof(string)) { StorageName = "_id" }, new VectorStoreVectorProperty(name + "3", typeof(float[]), 2)],
        };
        using var collection = _store.GetDynamicCollection(name, definition);
        await collection.EnsureCollectionExistsAsync(Cancellation);
        await collection.UpsertAsync(new Dictionary<string, object?> { [name] = name, [name + "1"] = 5, [name + "2"] = "", [name + "3"] = new float[] { 1, 0 } }, Cancellation);

        var found = Assert.Single(await collection.SearchAsync(new float[] { 1, 0 }, 3, new() { Filter = record => (string)record[name]! == name && (int)record[name + "1"]! == 5 }, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(name, found.Record[name]);
        Assert.Equal("", found.Record[name + "2"]);
        Assert.Equal([name], await _store.ListCollectionNamesAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Names_ThatDifferByCase_AreTwo()
    {
        foreach (var name in (string[])["Docs", "docs"])
            await _store.GetCollection<string, Item>(name).EnsureCollectionExistsAsync(Cancellation);
        await _store.EnsureCollectionDeletedAsync("docs", Cancellation);
        Assert.Equal(["Docs"], await _store.ListCollectionNamesAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task HalfOfASurrogatePair_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => _store.GetCollection<string, Item>("a\ud800"));
        var collection = await ItemsAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => collection.UpsertAsync(new Item { Key = "1", Name = "\udc00" }, Cancellation));
    }

    [Fact]
    public async Task Upsert_OfABatchWithOneBadRecord_WritesNothing()
    {
        var collection = await ItemsAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => collection.UpsertAsync([new Item { Key = "1" }, new Item { Key = "2", Text = "\ud800" }], Cancellation));
        Assert.Null(await collection.GetAsync("1", cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData(2, 0f, "2 dimensions, but 3")]
    [InlineData(3, float.NaN, "not finite")]
    [InlineData(3, float.PositiveInfinity, "not finite")]
    public async Task Vector_ThatCannotBeCompared_IsRefused(int length, float value, string reason)
    {
        var collection = await ItemsAsync();
        var vector = new float[length];
        vector[0] = value;
        var upsert = await Assert.ThrowsAsync<ArgumentException>(() => collection.UpsertAsync(new Item { Key = "1", Vector = vector }, Cancellation));
        var search = await Assert.ThrowsAsync<ArgumentException>(async () => await collection.SearchAsync(vector, 1, cancellationToken: Cancellation).ToListAsync(Cancellation));
        Assert.Contains(reason, upsert.Message, StringComparison.Ordinal);
        Assert.Contains("'Vector'", search.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("* OR NEAR(")]
    [InlineData("!!! ???")]
    [InlineData("")]
    [InlineData("Text : apples")]
    [InlineData("a\0b")]
    public async Task HybridSearch_OfFullTextSyntax_IsOnlyWords(string keyword)
    {
        var collection = await ItemsAsync();
        await collection.UpsertAsync([new Item { Key = "1", Text = "apples", Vector = new float[] { 1, 0, 0 } }, new Item { Key = "2", Text = "NEAR and OR", Vector = new float[] { 0, 1, 0 } }], Cancellation);
        var hybrid = (IKeywordHybridSearchable<Item>)collection;
        var found = await hybrid.HybridSearchAsync(new float[] { 1, 0, 0 }, [keyword], 5, cancellationToken: Cancellation).ToListAsync(Cancellation);
        Assert.Equal("1", found[0].Record.Key);
        Assert.Equal(2, found.Count);
    }

    [Fact]
    public async Task HybridSearch_AfterUpdateAndDelete_FindsWhatIsThere()
    {
        var collection = await ItemsAsync();
        var hybrid = (IKeywordHybridSearchable<Item>)collection;
        await collection.UpsertAsync([new Item { Key = "1", Text = "apples" }, new Item { Key = "2", Text = "pears" }], Cancellation);
        await collection.UpsertAsync(new Item { Key = "1", Text = "oranges" }, Cancellation);
        await collection.DeleteAsync("2", Cancellation);
        Assert.Empty(await hybrid.HybridSearchAsync(new float[] { 1, 0, 0 }, ["apples", "pears"], 5, cancellationToken: Cancellation).ToListAsync(Cancellation));
        Assert.Single(await hybrid.HybridSearchAsync(new float[] { 1, 0, 0 }, ["ORANGES"], 5, cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Text_OfAMegabyte_IsKept()
    {
        var collection = await ItemsAsync();
        var text = string.Concat(Enumerable.Repeat("'); DROP TABLE x; -- 🦜 ", 45_000));
        await collection.UpsertAsync(new Item { Key = "1", Name = text, Text = text }, Cancellation);
        Assert.Equal(text, (await collection.GetAsync(item => item.Name == text, 1, cancellationToken: Cancellation).SingleAsync(Cancellation)).Text);
    }

    private async Task<VectorStoreCollection<string, Item>> ItemsAsync()
    {
        var collection = _store.GetCollection<string, Item>("items");
        await collection.EnsureCollectionExistsAsync(Cancellation);
        return collection;
    }
}
