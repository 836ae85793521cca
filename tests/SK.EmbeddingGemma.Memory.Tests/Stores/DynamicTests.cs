using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Record = System.Collections.Generic.Dictionary<string, object?>;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Records that are dictionaries.</summary>
public abstract class DynamicTests(StoreFixture fixture)
{
    [Fact]
    public async Task Upsert_OfDictionaries_GivesThemBack()
    {
        var records = await CreateAsync();
        var read = (await records.GetAsync(1, new() { IncludeVectors = true }))!;
        Assert.Equal(("Alpha", 100, 1990, true), (read["Title"], read["Pages"], read["Year"], read["Lent"]));
        Assert.Equal(["sea", "old"], Assert.IsType<string[]>(read["Tags"]));
        Assert.Equal([5, 4], Assert.IsType<List<int>>(read["Ratings"]));
        Assert.Equal([1f, 0], Assert.IsType<ReadOnlyMemory<float>>(read["Vector"]).ToArray());
        Assert.Equal(Definition().Properties.Select(property => property.Name).Order(), read.Keys.Order());
    }

    [Fact]
    public async Task Get_WithoutVectors_HasNoVector()
    {
        var read = (await (await CreateAsync()).GetAsync(1))!;
        Assert.Null(read.GetValueOrDefault("Vector"));
    }

    [Fact]
    public async Task Upsert_OfLess_MakesTheRestAbsent()
    {
        var records = await CreateAsync();
        await records.UpsertAsync(new Record { ["Id"] = 1, ["Pages"] = 1, ["Lent"] = false });
        var read = (await records.GetAsync(1, new() { IncludeVectors = true }))!;
        Assert.Equal((null, null, null, null, 1), (read["Title"], read["Year"], read["Tags"], read["Vector"], read["Pages"]));
        Assert.Equal([2, 4], await records.SearchAsync(Book.At(0), 10).Select(found => (int)found.Record["Id"]!).ToListAsync());
    }

    [Fact]
    public async Task Upsert_WithoutAKey_IsRefused()
    {
        var records = await CreateAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => records.UpsertAsync(new Record { ["Pages"] = 1 }));
        await Assert.ThrowsAsync<ArgumentException>(() => records.UpsertAsync(new Record { ["Id"] = null }));
    }

    [Fact]
    public async Task Filters_OfDictionaries_Hold()
    {
        var (year, title, key) = (1990, "alpha", "Pages");
        var records = await CreateAsync();
        await FindsAsync([1], record => (string)record["Title"]! == "Alpha");
        await FindsAsync([2], record => (string)record["Title"]! == title);
        await FindsAsync([1, 3, 4], record => (string?)record["Title"] != title);
        await FindsAsync([3], record => record["Title"] == null);
        await FindsAsync([1, 2, 4], record => record["Title"] != null);
        await FindsAsync([2, 3], record => (int)record["Pages"]! > 100);
        await FindsAsync([2, 3], record => (int)record[key]! == 200);
        await FindsAsync([1], record => (int?)record["Year"] == year);
        await FindsAsync([2], record => (int?)record["Year"] == null);
        await FindsAsync([1, 4], record => (bool)record["Lent"]!);
        await FindsAsync([2, 3], record => !(bool)record["Lent"]!);
        await FindsAsync([1, 2], record => ((string[])record["Tags"]!).Contains("sea"));
        await FindsAsync([1], record => ((string[])record["Tags"]!).Any(tag => tag == "old"));
        await FindsAsync([1, 4], record => ((List<int>)record["Ratings"]!).Any(rating => rating == 4 || rating == 1));
        await FindsAsync([1, 4], record => new[] { "Alpha", "" }.Contains((string)record["Title"]!));
        await FindsAsync([4], record => (bool)record["Lent"]! && (int)record["Pages"]! < 50);
        await FindsAsync([2], record => (int)record["Id"]! == 2);

        async Task FindsAsync(int[] expected, Expression<Func<Record, bool>> filter)
        {
            Assert.Equal(expected, await records.GetAsync(filter, 10).Select(record => (int)record["Id"]!).ToListAsync());
            Assert.Subset(expected.ToHashSet(), await records.SearchAsync(Book.At(0), 10, new() { Filter = filter }).Select(found => (int)found.Record["Id"]!).ToHashSetAsync());
        }
    }

    [Fact]
    public async Task Filter_OfWhatThereIsNot_NamesWhatThereIs()
    {
        var records = await CreateAsync();
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await records.GetAsync(record => (int)record["Nothing"]! == 1, 10).ToListAsync());
        Assert.Contains("Nothing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Pages", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderBy_OfDictionaries_Sorts()
    {
        var records = await CreateAsync();
        Assert.Equal([2, 3, 1, 4], await records.GetAsync(record => true, 10, new() { OrderBy = by => by.Descending(record => record["Pages"]).Ascending(record => record["Id"]) }).Select(record => (int)record["Id"]!).ToListAsync());
    }

    [Fact]
    public async Task Keys_OfAnotherType_AreNoKeys()
    {
        var records = await CreateAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => records.UpsertAsync(new Record { ["Id"] = "one", ["Pages"] = 1, ["Lent"] = false }));
        Assert.Equal(4, await records.GetAsync(record => true, 10).CountAsync());
    }

    [Fact]
    public async Task Collection_OfAType_IsTheSameAsADynamicOne()
    {
        var books = await fixture.CreateAsync<int, Book>(Book.Shelf());
        var definition = new VectorStoreCollectionDefinition
        {
            Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreDataProperty("Length", typeof(int)) { StorageName = "page_count" }, new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>), 2)],
        };
        using var dynamic = fixture.Store.GetDynamicCollection(books.Name, definition);
        Assert.Equal(300, (await dynamic.GetAsync(5))!["Length"]);
        Assert.Equal([2, 3], await dynamic.SearchAsync(Book.At(0), 10, new() { Filter = record => (int)record["Length"]! == 200 }).Select(found => (int)found.Record["Id"]!).ToListAsync());
        await dynamic.UpsertAsync(new Record { ["Id"] = 6, ["Length"] = 66, ["Vector"] = Book.At(6) });
        Assert.Equal((66, null), ((await books.GetAsync(6))!.Pages, (await books.GetAsync(6))!.Title));
    }

    internal static VectorStoreCollectionDefinition Definition() => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty("Id", typeof(int)),
            new VectorStoreDataProperty("Title", typeof(string)),
            new VectorStoreDataProperty("Pages", typeof(int)),
            new VectorStoreDataProperty("Year", typeof(int?)),
            new VectorStoreDataProperty("Lent", typeof(bool)),
            new VectorStoreDataProperty("Tags", typeof(string[])),
            new VectorStoreDataProperty("Ratings", typeof(List<int>)),
            new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>?), 2),
        ],
    };

    private Task<VectorStoreCollection<object, Record>> CreateAsync() => fixture.CreateDynamicAsync(Definition(), Book.Shelf().Where(book => book.Id < 5).Select(book => new Record
    {
        ["Id"] = book.Id,
        ["Title"] = book.Title,
        ["Pages"] = book.Pages,
        ["Year"] = book.Year,
        ["Lent"] = book.Lent,
        ["Tags"] = book.Tags,
        ["Ratings"] = book.Ratings,
        ["Vector"] = book.Id == 3 ? null : book.Vector,
    }));
}
