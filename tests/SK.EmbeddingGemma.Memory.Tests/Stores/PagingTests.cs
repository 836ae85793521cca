using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>How many records, from where, in which order.</summary>
public abstract class PagingTests(StoreFixture fixture)
{
    [Theory]
    [InlineData(1, 0, new[] { 1 })]
    [InlineData(3, 0, new[] { 1, 2, 3 })]
    [InlineData(3, 1, new[] { 2, 3, 4 })]
    [InlineData(3, 4, new[] { 5 })]
    [InlineData(3, 5, new int[0])]
    [InlineData(int.MaxValue, 3, new[] { 4, 5 })]
    [InlineData(int.MaxValue, int.MaxValue, new int[0])]
    public async Task TopAndSkip_GiveAPage(int top, int skip, int[] expected)
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        Assert.Equal(expected, await books.SearchAsync(Book.At(0), top, new() { Skip = skip }).Select(found => found.Record.Id).ToListAsync());
        Assert.Equal(expected, await books.GetAsync(book => true, top, new() { Skip = skip }).Select(book => book.Id).ToListAsync());
        Assert.Equal(expected, await books.GetAsync(book => true, top, new() { Skip = skip, OrderBy = by => by.Ascending(book => book.Id) }).Select(book => book.Id).ToListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Top_OfLessThanOne_IsRefused(int top)
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await books.SearchAsync(Book.At(0), top).ToListAsync());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await books.GetAsync(book => true, top).ToListAsync());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ((IKeywordHybridSearchable<Book>)books).HybridSearchAsync(Book.At(0), ["x"], top).ToListAsync());
    }

    [Fact]
    public async Task Skip_WithAFilter_CountsWhatPasses()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        Assert.Equal([3], await books.SearchAsync(Book.At(0), 1, new() { Skip = 1, Filter = book => book.Pages == 200 }).Select(found => found.Record.Id).ToListAsync());
        Assert.Equal([4], await books.GetAsync(book => book.Lent, 1, new() { Skip = 1 }).Select(book => book.Id).ToListAsync());
    }

    [Fact]
    public async Task Pages_OneAfterTheOther_GiveEachRecordOnce()
    {
        var books = await fixture.CreateAsync<int, Book>(Enumerable.Range(0, 50).Select(id => new Book { Id = id, Pages = id % 3, Vector = Book.At(0) }));
        List<int> searched = [], read = [];
        for (var skip = 0; skip < 50; skip += 7)
        {
            searched.AddRange(await books.SearchAsync(Book.At(5), 7, new() { Skip = skip }).Select(found => found.Record.Id).ToListAsync());
            read.AddRange(await books.GetAsync(book => true, 7, new() { Skip = skip, OrderBy = by => by.Ascending(book => book.Pages) }).Select(book => book.Id).ToListAsync());
        }

        Assert.Equal(Enumerable.Range(0, 50), searched);
        Assert.Equal(Enumerable.Range(0, 50).OrderBy(id => id % 3), read);
    }

    [Fact]
    public async Task OrderBy_OneProperty_SortsByItsValues()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        Assert.Equal([4, 1, 2, 3, 5], await OrderAsync(by => by.Ascending(book => book.Pages)));
        Assert.Equal([5, 2, 3, 1, 4], await OrderAsync(by => by.Descending(book => book.Pages)));
        Assert.Equal([5, 4, 3, 2, 1], await OrderAsync(by => by.Descending(book => book.Id)));
        Assert.Equal([3, 5, 1, 4, 2], await OrderAsync(by => by.Ascending(book => book.Price)));
        Assert.Equal([5, 1, 2, 3, 4], await OrderAsync(by => by.Ascending(book => book.Bought)));
        Assert.Equal([2, 3, 5, 1, 4], await OrderAsync(by => by.Ascending(book => book.Lent)));

        async Task<List<int>> OrderAsync(Func<FilteredRecordRetrievalOptions<Book>.OrderByDefinition, FilteredRecordRetrievalOptions<Book>.OrderByDefinition> order) =>
            await books.GetAsync(book => true, 10, new() { OrderBy = order }).Select(book => book.Id).ToListAsync();
    }

    [Fact]
    public async Task OrderBy_AbsentValuesAndTexts_PutsThemFirstAndByCode()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        Assert.Equal([2, 5, 1, 3, 4], await books.GetAsync(book => true, 10, new() { OrderBy = by => by.Ascending(book => book.Year) }).Select(book => book.Id).ToListAsync());
        Assert.Equal([3, 4, 1, 2], (await books.GetAsync(book => true, 10, new() { OrderBy = by => by.Descending(book => book.Year) }).Select(book => book.Id).ToListAsync()).Where(id => id != 5));
        Assert.Equal([3, 4, 1, 5, 2], await books.GetAsync(book => true, 10, new() { OrderBy = by => by.Ascending(book => book.Title) }).Select(book => book.Id).ToListAsync());
    }

    [Fact]
    public async Task OrderBy_SeveralProperties_SortsByOneAfterTheOther()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        Assert.Equal([4, 1, 3, 2, 5], await books.GetAsync(book => true, 10, new() { OrderBy = by => by.Ascending(book => book.Pages).Descending(book => book.Bought) }).Select(book => book.Id).ToListAsync());
        Assert.Equal([3, 4, 2], await books.GetAsync(book => book.Id > 1, 3, new() { OrderBy = by => by.Descending(book => book.Bought).Descending(book => book.Pages).Ascending(book => book.Id) }).Select(book => book.Id).ToListAsync());
        Assert.Equal([4, 2], await books.GetAsync(book => book.Id > 1, 2, new() { Skip = 1, OrderBy = by => by.Descending(book => book.Bought).Descending(book => book.Pages) }).Select(book => book.Id).ToListAsync());
    }

    [Fact]
    public async Task OrderBy_AList_IsRefused()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        await Assert.ThrowsAsync<NotSupportedException>(async () => await books.GetAsync(book => true, 10, new() { OrderBy = by => by.Ascending(book => book.Tags) }).ToListAsync());
        await Assert.ThrowsAsync<NotSupportedException>(async () => await books.GetAsync(book => true, 10, new() { OrderBy = by => by.Ascending(book => book.Vector) }).ToListAsync());
    }
}
