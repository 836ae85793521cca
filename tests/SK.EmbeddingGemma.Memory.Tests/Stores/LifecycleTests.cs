using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Collections come and go.</summary>
public abstract class LifecycleTests(StoreFixture fixture)
{
    [Fact]
    public async Task Collection_BeforeItIsEnsured_IsNotThere()
    {
        var name = fixture.NewName();
        using var books = fixture.Store.GetCollection<int, Book>(name);
        Assert.Equal(name, books.Name);
        Assert.False(await books.CollectionExistsAsync());
        Assert.False(await fixture.Store.CollectionExistsAsync(name));
        Assert.DoesNotContain(name, await fixture.Store.ListCollectionNamesAsync().ToListAsync());
        await Assert.ThrowsAsync<VectorStoreException>(() => books.UpsertAsync(Book.Shelf()[0]));
        await Assert.ThrowsAsync<VectorStoreException>(() => books.GetAsync(1));
        await Assert.ThrowsAsync<VectorStoreException>(() => books.DeleteAsync(1));
        await Assert.ThrowsAsync<VectorStoreException>(async () => await books.GetAsync(book => true, 1).ToListAsync());
        var fault = await Assert.ThrowsAsync<VectorStoreException>(async () => await books.SearchAsync(Book.At(0), 1).ToListAsync());
        Assert.Equal((name, fixture.SystemName), (fault.CollectionName, fault.VectorStoreSystemName));
        Assert.Contains(nameof(books.EnsureCollectionExistsAsync), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureExists_Twice_KeepsRecords()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        await books.EnsureCollectionExistsAsync();
        Assert.True(await books.CollectionExistsAsync());
        Assert.True(await fixture.Store.CollectionExistsAsync(books.Name));
        Assert.Single(await fixture.Store.ListCollectionNamesAsync().Where(name => name == books.Name).ToListAsync());
        Assert.Equal(5, await books.GetAsync(book => true, 10).CountAsync());
    }

    [Fact]
    public async Task EnsureDeleted_OfOne_LeavesTheOthersAndMayBeRepeated()
    {
        var (one, other) = (await fixture.CreateAsync<int, Book>(Book.Shelf()), await fixture.CreateAsync<int, Book>(Book.Shelf()));
        await one.EnsureCollectionDeletedAsync();
        await one.EnsureCollectionDeletedAsync();
        await fixture.Store.EnsureCollectionDeletedAsync(fixture.NewName());
        Assert.False(await one.CollectionExistsAsync());
        Assert.Equal(5, await other.GetAsync(book => true, 10).CountAsync());
        await fixture.Store.EnsureCollectionDeletedAsync(other.Name);
        Assert.False(await other.CollectionExistsAsync());
    }

    [Fact]
    public async Task EnsureExists_AfterDeletion_IsEmptyAndSearchable()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        Assert.Equal(5, await books.SearchAsync(Book.At(0), 10).CountAsync());
        await books.EnsureCollectionDeletedAsync();
        await books.EnsureCollectionExistsAsync();
        Assert.Null(await books.GetAsync(1));
        Assert.Empty(await books.SearchAsync(Book.At(0), 10).ToListAsync());
        await books.UpsertAsync(Book.Shelf()[4]);
        Assert.Equal(5, (await books.SearchAsync(Book.At(0), 10).SingleAsync()).Record.Id);
    }

    [Fact]
    public async Task EnsureExists_ByManyAtOnce_MakesOne()
    {
        var name = fixture.NewName();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => fixture.Store.GetCollection<int, Book>(name).EnsureCollectionExistsAsync()));
        Assert.Single(await fixture.Store.ListCollectionNamesAsync().Where(known => known == name).ToListAsync());
    }

    [Theory]
    [InlineData("UPPER")]
    [InlineData("upper")]
    [InlineData("with space; \"quote\" 'n' -- and ünïcode 🦜")]
    public async Task Collection_OfAnyName_KeepsIt(string suffix)
    {
        var name = fixture.NewName() + suffix;
        using var books = fixture.Store.GetCollection<int, Book>(name);
        await books.EnsureCollectionExistsAsync();
        await books.UpsertAsync(Book.Shelf());
        Assert.Contains(name, await fixture.Store.ListCollectionNamesAsync().ToListAsync());
        Assert.False(await fixture.Store.CollectionExistsAsync(name.ToUpperInvariant() + "x"));
        Assert.Equal(5, await books.GetAsync(book => true, 10).CountAsync());
    }

    [Fact]
    public void GetCollection_WithoutNameOrWithDictionaries_IsRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => fixture.Store.GetCollection<int, Book>(null!));
        Assert.ThrowsAny<ArgumentException>(() => fixture.Store.GetCollection<int, Book>(""));
        Assert.ThrowsAny<ArgumentException>(() => fixture.Store.GetDynamicCollection("x", null!));
        Assert.Throws<NotSupportedException>(() => fixture.Store.GetCollection<object, Dictionary<string, object?>>("x"));
    }

    [Fact]
    public async Task Handles_OfOneCollection_SeeTheSameRecords()
    {
        var books = await fixture.CreateAsync<int, Book>();
        using var other = fixture.Store.GetCollection<int, Book>(books.Name);
        await books.UpsertAsync(Book.Shelf());
        Assert.NotNull(await other.GetAsync(3));
        await other.DeleteAsync(3);
        Assert.Null(await books.GetAsync(3));
        Assert.Equal([1, 2, 4, 5], await books.SearchAsync(Book.At(0), 10).Select(found => found.Record.Id).ToListAsync());
    }
}
