using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Search by vector and words together.</summary>
public abstract class HybridTests(StoreFixture fixture)
{
    [Fact]
    public async Task Search_ForAWord_PutsWhatHasItFirst()
    {
        var books = await BooksAsync();
        Assert.Equal(4, (await FindAsync(books, ["mountains"]))[0]); // the nearer of the two with the word
        Assert.Equal([4, 5], (await FindAsync(books, ["mountains"])).Take(2).Order());
        Assert.Equal([1, 2, 3, 4, 5], (await FindAsync(books, ["mountains"])).Order());
    }

    [Fact]
    public async Task Search_ForSeveralWords_TakesAnyAndPrefersAll()
    {
        var books = await BooksAsync();
        Assert.Equal([4, 5], (await FindAsync(books, ["mountains", "nothing"])).Take(2).Order());
        Assert.Equal(5, (await FindAsync(books, ["mountains", "harbours"], degrees: 40))[0]);
        Assert.Equal([1, 2], (await FindAsync(books, ["sails", "night"])).Take(2));
    }

    [Fact]
    public async Task Search_ForWordsThatNobodyHas_IsTheSearchByVector()
    {
        var books = await BooksAsync();
        Assert.Equal([1, 2, 3, 4, 5], await FindAsync(books, ["unknown"]));
        Assert.Equal([1, 2, 3, 4, 5], await FindAsync(books, []));
        Assert.Equal([1, 2, 3, 4, 5], await FindAsync(books, ["", " ", "\"", "* OR", "-", "()"]));
    }

    [Fact]
    public async Task Search_InAnyCase_FindsTheWord() => Assert.Equal([4, 5], (await FindAsync(await BooksAsync(), ["MOUNTAINS"])).Take(2).Order());

    [Fact]
    public async Task Search_WithTopAndSkip_GivesAPage()
    {
        var books = await BooksAsync();
        var all = await FindAsync(books, ["mountains"]);
        Assert.Equal(all.Take(2), await FindAsync(books, ["mountains"], top: 2));
        Assert.Equal(all.Skip(1).Take(2), await FindAsync(books, ["mountains"], top: 2, options: new() { Skip = 1 }));
        Assert.Empty(await FindAsync(books, ["mountains"], options: new() { Skip = 5 }));
    }

    [Fact]
    public async Task Search_WithAFilter_LeavesOthersOutOfBothRankings()
    {
        var books = await BooksAsync();
        Assert.Equal([5, 2, 3], await FindAsync(books, ["mountains"], options: new() { Filter = book => !book.Lent }));
        Assert.Empty(await FindAsync(books, ["mountains"], options: new() { Filter = book => book.Id > 5 }));
    }

    [Fact]
    public async Task Search_WithVectors_GivesThem()
    {
        var hybrid = (IKeywordHybridSearchable<Book>)await BooksAsync();
        Assert.All(await hybrid.HybridSearchAsync(Book.At(0), ["night"], 10, new() { IncludeVectors = true }).ToListAsync(), found => Assert.NotNull(found.Record.Vector));
        Assert.All(await hybrid.HybridSearchAsync(Book.At(0), ["night"], 10).ToListAsync(), found => Assert.Null(found.Record.Vector));
    }

    [Fact]
    public async Task Scores_AreSumsOfSharesByRank()
    {
        var hybrid = (IKeywordHybridSearchable<Book>)await BooksAsync();
        var found = await hybrid.HybridSearchAsync(Book.At(0), ["night"], 3).ToListAsync();
        Assert.Equal([2, 1, 3], found.Select(result => result.Record.Id));
        Assert.Equal([(1.0 / 62) + (1.0 / 61), 1.0 / 61, 1.0 / 63], found.Select(result => result.Score!.Value));
        Assert.Single(await hybrid.HybridSearchAsync(Book.At(0), ["night"], 10, new() { ScoreThreshold = 0.03 }).ToListAsync());
    }

    [Fact]
    public async Task Search_OfSeveralTexts_LooksIntoTheChosenOne()
    {
        var pages = await fixture.CreateAsync<int, Page>(
            new Page { Id = 1, Heading = "apples", Body = "pears", Plain = "plums", Vector = Book.At(0) }, new Page { Id = 2, Heading = "pears", Body = "apples", Plain = "apples", Vector = Book.At(5) }, new Page { Id = 3 });
        var hybrid = (IKeywordHybridSearchable<Page>)pages;
        Assert.Equal([1, 2], await hybrid.HybridSearchAsync(Book.At(0), ["apples"], 5, new() { AdditionalProperty = page => page.Heading }).Select(found => found.Record.Id).ToListAsync());
        Assert.Equal([2, 1], await hybrid.HybridSearchAsync(Book.At(0), ["apples"], 5, new() { AdditionalProperty = page => page.Body }).Select(found => found.Record.Id).ToListAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await hybrid.HybridSearchAsync(Book.At(0), ["apples"], 5).ToListAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await hybrid.HybridSearchAsync(Book.At(0), ["apples"], 5, new() { AdditionalProperty = page => page.Plain }).ToListAsync());
    }

    [Fact]
    public async Task Search_AfterChanges_KnowsTheNewTexts()
    {
        var books = await BooksAsync();
        await books.UpsertAsync(new Book { Id = 4, Text = "valleys", Vector = Book.At(30) });
        await books.DeleteAsync(5);
        Assert.Equal([1, 2, 3, 4], await FindAsync(books, ["mountains"]));
        Assert.Equal(4, (await FindAsync(books, ["valleys"]))[0]);
    }

    [Fact]
    public async Task Search_OfRecordsWithoutVector_FindsThemByWord()
    {
        var books = await BooksAsync();
        await books.UpsertAsync(new Book { Id = 6, Text = "islands" });
        Assert.Contains(6, await FindAsync(books, ["islands"]));
        Assert.DoesNotContain(6, await FindAsync(books, ["night"]));
    }

    [Fact]
    public async Task Search_WithoutKeywordsOrValue_IsRefused()
    {
        var hybrid = (IKeywordHybridSearchable<Book>)await BooksAsync();
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await hybrid.HybridSearchAsync(Book.At(0), null!, 1).ToListAsync());
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await hybrid.HybridSearchAsync((string)null!, ["x"], 1).ToListAsync());
    }

    private Task<VectorStoreCollection<int, Book>> BooksAsync() => fixture.CreateAsync<int, Book>(Book.Shelf());

    private static async Task<List<int>> FindAsync(VectorStoreCollection<int, Book> books, string[] keywords, int top = 10, double degrees = 0, HybridSearchOptions<Book>? options = null) =>
        await ((IKeywordHybridSearchable<Book>)books).HybridSearchAsync(Book.At(degrees), keywords, top, options).Select(found => found.Record.Id).ToListAsync();
}
