namespace SK.EmbeddingGemma.Stores;

/// <summary>Records are written, read, replaced and deleted.</summary>
public abstract class RecordTests(StoreFixture fixture)
{
    [Fact]
    public async Task Get_OfWhatWasUpserted_GivesAllOfItBack()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        foreach (var book in Book.Shelf())
            Assert.Equivalent(book, await books.GetAsync(book.Id, new() { IncludeVectors = true }), strict: true);
    }

    [Fact]
    public async Task Get_WithoutVectors_LeavesThemOut()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        Assert.Null((await books.GetAsync(1))!.Vector);
        Assert.Null((await books.GetAsync(1, new() { IncludeVectors = false }))!.Vector);
        Assert.All(await books.GetAsync(book => true, 10).ToListAsync(), book => Assert.Null(book.Vector));
        Assert.All(await books.GetAsync(book => true, 10, new() { IncludeVectors = true }).ToListAsync(), book => Assert.NotNull(book.Vector));
        Assert.All(await books.GetAsync([1, 2], new() { IncludeVectors = true }).ToListAsync(), book => Assert.NotNull(book.Vector));
        Assert.All(await books.SearchAsync(Book.At(0), 10).ToListAsync(), found => Assert.Null(found.Record.Vector));
        Assert.All(await books.SearchAsync(Book.At(0), 10, new() { IncludeVectors = true }).ToListAsync(), found => Assert.NotNull(found.Record.Vector));
    }

    [Fact]
    public async Task Get_OfKeysThatAreMissing_LeavesThemOut()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        Assert.Null(await books.GetAsync(99));
        Assert.Equal([2, 4], await books.GetAsync([98, 2, 99, 4]).Select(book => book.Id).ToListAsync());
        Assert.Empty(await books.GetAsync([98, 99]).ToListAsync());
        Assert.Empty(await books.GetAsync(Array.Empty<int>()).ToListAsync());
    }

    [Fact]
    public async Task Get_OfKeysGivenTwice_GivesTheRecordTwice() =>
        Assert.Equal([2, 1, 2], await (await fixture.CreateAsync<int, Book>(Book.Shelf())).GetAsync([2, 1, 2]).Select(book => book.Id).ToListAsync());

    [Fact]
    public async Task Upsert_OfAKeyThatIsThere_ReplacesEverything()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        var book = new Book { Id = 1 };
        await books.UpsertAsync(book);
        Assert.Equivalent(book, await books.GetAsync(1, new() { IncludeVectors = true }), strict: true);
        Assert.Equal(5, await books.GetAsync(other => true, 10).CountAsync());
        Assert.Equal([2, 3, 4, 5], await books.SearchAsync(Book.At(0), 10).Select(found => found.Record.Id).ToListAsync());
        await books.UpsertAsync(Book.Shelf()[0]);
        Assert.Equal(1, (await books.SearchAsync(Book.At(0), 1).SingleAsync()).Record.Id);
    }

    [Fact]
    public async Task Upsert_OfABatch_ChangesAndAdds()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        await books.UpsertAsync([new Book { Id = 5, Pages = 7 }, new Book { Id = 6, Pages = 8 }]);
        Assert.Equal([(5, 7), (6, 8)], await books.GetAsync([5, 6]).Select(book => (book.Id, book.Pages)).ToListAsync());
        Assert.Equal(6, await books.GetAsync(book => true, 10).CountAsync());
    }

    [Fact]
    public async Task Upsert_OfOneKeyTwiceInABatch_KeepsTheLast()
    {
        var books = await fixture.CreateAsync<int, Book>([new Book { Id = 1, Pages = 1, Vector = Book.At(0) }, new Book { Id = 1, Pages = 2, Vector = Book.At(90) }]);
        Assert.Equal(2, (await books.GetAsync(1))!.Pages);
        Assert.Equal(1, (await books.SearchAsync(Book.At(90), 10).SingleAsync()).Score!.Value, 1e-5);
    }

    [Fact]
    public async Task Upsert_OfNothing_DoesNothing()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        await books.UpsertAsync([]);
        await books.DeleteAsync(Array.Empty<int>());
        Assert.Equal(5, await books.GetAsync(book => true, 10).CountAsync());
    }

    [Fact]
    public async Task Upsert_OfManyRecords_StoresAll()
    {
        var books = await fixture.CreateAsync<int, Book>(Enumerable.Range(0, 1500).Select(id => new Book { Id = id, Pages = id % 10, Vector = Book.At(id / 10.0) }));
        Assert.Equal(1500, await books.GetAsync(book => true, int.MaxValue).CountAsync());
        Assert.Equal(150, await books.GetAsync(book => book.Pages == 3, 1000).CountAsync());
        Assert.Equal(1500, await books.GetAsync(Enumerable.Range(0, 1500)).CountAsync());
        Assert.Equal([900, 899, 901], await books.SearchAsync(Book.At(90), 3).Select(found => found.Record.Id).ToListAsync());
    }

    [Fact]
    public async Task Upsert_OfABadRecordInABatch_StoresNothingOfIt()
    {
        var books = await fixture.CreateAsync<int, Book>();
        await Assert.ThrowsAsync<ArgumentException>(() => books.UpsertAsync([new Book { Id = 1 }, new Book { Id = 2, Vector = new float[] { 1, 2, 3 } }]));
        await Assert.ThrowsAsync<ArgumentException>(() => books.UpsertAsync([new Book { Id = 1 }, new Book { Id = 2, Vector = new float[] { 1, float.NaN } }]));
        await Assert.ThrowsAsync<ArgumentException>(() => books.UpsertAsync([new Book { Id = 1 }, null!]));
        Assert.Empty(await books.GetAsync(book => true, 10).ToListAsync());
    }

    [Fact]
    public async Task Arguments_ThatAreNull_AreRefused()
    {
        var books = await fixture.CreateAsync<int, Book>();
        await Assert.ThrowsAsync<ArgumentNullException>(() => books.UpsertAsync((Book)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => books.UpsertAsync((IEnumerable<Book>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => books.DeleteAsync((IEnumerable<int>)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await books.GetAsync((IEnumerable<int>)null!).ToListAsync());
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await books.GetAsync(filter: null!, 1).ToListAsync());
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await books.SearchAsync((string)null!, 1).ToListAsync());
        var dynamic = await fixture.CreateDynamicAsync(DynamicTests.Definition());
        await Assert.ThrowsAsync<ArgumentNullException>(() => dynamic.GetAsync((object)null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => dynamic.DeleteAsync((object)null!));
    }

    [Fact]
    public async Task Delete_OfOneSomeAndMissing_DeletesWhatIsThere()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        await books.DeleteAsync(1);
        await books.DeleteAsync(1);
        await books.DeleteAsync([2, 99, 3, 3]);
        Assert.Equal([4, 5], await books.GetAsync(book => true, 10).Select(book => book.Id).ToListAsync());
        Assert.Equal([4, 5], await books.SearchAsync(Book.At(0), 10).Select(found => found.Record.Id).ToListAsync());
        await books.UpsertAsync(Book.Shelf()[0]);
        Assert.Equal([1, 4, 5], await books.SearchAsync(Book.At(0), 10).Select(found => found.Record.Id).ToListAsync());
    }

    [Fact]
    public async Task Records_ChangedOutside_StayAsTheyAreInTheStore()
    {
        var book = Book.Shelf()[0];
        float[] vector = [1, 0];
        book.Vector = vector;
        var books = await fixture.CreateAsync<int, Book>(book);
        (book.Title, book.Tags![0], book.Ratings![0], vector[0]) = ("other", "other", 99, 99);
        var read = (await books.GetAsync(1, new() { IncludeVectors = true }))!;
        Assert.Equal(("Alpha", "sea", 5, 1f), (read.Title, read.Tags![0], read.Ratings![0], read.Vector!.Value.Span[0]));
        read.Tags[0] = "other";
        Assert.Equal("sea", (await books.GetAsync(1))!.Tags![0]);
    }
}
