using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>Filters mean what C# says; where C# would fail on an absent value, it is as if the condition did not hold.</summary>
public abstract class FilterTests(StoreFixture fixture) : IAsyncLifetime
{
    private readonly Book[] _shelf = Book.Shelf();
    private VectorStoreCollection<int, Book> _books = null!;

    private static int Two => 2;

    public async ValueTask InitializeAsync() => _books = await fixture.CreateAsync<int, Book>(_shelf);

    public ValueTask DisposeAsync()
    {
        _books.Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Comparisons_WithConstants_Hold()
    {
        await SameAsync(book => book.Pages == 200);
        await SameAsync(book => 200 == book.Pages);
        await SameAsync(book => book.Pages != 200);
        await SameAsync(book => book.Pages < 200);
        await SameAsync(book => book.Pages <= 200);
        await SameAsync(book => book.Pages > 200);
        await SameAsync(book => 100 >= book.Pages);
        await SameAsync(book => book.Id == 3);
        await SameAsync(book => book.Price > 9);
        await SameAsync(book => book.Price == 9.5);
        await SameAsync(book => book.Title == "alpha");
        await SameAsync(book => book.Title != "alpha");
        await SameAsync(book => book.Title == "");
    }

    [Fact]
    public async Task Comparisons_WithAbsentValues_Hold()
    {
        int? nothing = null;
        string? noText = null;
        await SameAsync(book => book.Title == null);
        await SameAsync(book => book.Title != null);
        await SameAsync(book => null != book.Title);
        await SameAsync(book => book.Title == noText);
        await SameAsync(book => book.Year == null);
        await SameAsync(book => book.Year == nothing);
        await SameAsync(book => book.Year != 2001);
        await SameAsync(book => book.Year < 2000);
        await SameAsync(book => !(book.Year < 2000));
        await SameAsync(book => book.Year.HasValue);
        await SameAsync(book => !book.Year.HasValue);
        await SameAsync(book => book.Year != null && book.Year.Value == 2001);
        await SameAsync(book => book.Rare == true);
        await SameAsync(book => book.Rare != true);
        await SameAsync(book => book.Rare == null);
        await SameAsync(book => book.Tags == null);
        await SameAsync(book => book.Ratings != null);
    }

    [Fact]
    public async Task Booleans_ByThemselves_Hold()
    {
        await SameAsync(book => book.Lent);
        await SameAsync(book => !book.Lent);
        await SameAsync(book => book.Lent == false);
        await SameAsync(book => book.Lent && book.Pages > 50);
        await SameAsync(book => book.Lent == (book.Pages == 100));
        await SameAsync(book => true);
        await SameAsync(book => false);
    }

    [Fact]
    public async Task Conditions_Combined_Hold()
    {
        await SameAsync(book => book.Pages == 200 && book.Year == 2001);
        await SameAsync(book => book.Pages == 100 || book.Title == "Omega");
        await SameAsync(book => book.Pages == 100 || (book.Pages == 200 && book.Title == null));
        await SameAsync(book => !(book.Pages == 200));
        await SameAsync(book => !(book.Pages == 200 || book.Title == "Omega"));
        await SameAsync(book => !(book.Pages == 200 && book.Title == null));
        await SameAsync(book => !!(book.Pages == 200));
        await SameAsync(book => !(!(book.Pages == 200) && !(book.Year == null)));
    }

    [Fact]
    public async Task Values_FromOutside_AreTaken()
    {
        var pages = 200;
        var wanted = new Book { Pages = 300, Title = "Omega" };
        int[] numbers = [100, 300];
        await SameAsync(book => book.Pages == pages);
        await SameAsync(book => book.Pages == wanted.Pages);
        await SameAsync(book => book.Title == wanted.Title);
        await SameAsync(book => book.Pages == numbers[1]);
        await SameAsync(book => book.Pages == Two * 100);
        await SameAsync(book => book.Id == Two);
        foreach (var id in (int[])[1, 5])
            await SameAsync(book => book.Id == id);
    }

    [Fact]
    public async Task Contains_OverValues_Holds()
    {
        string?[] titles = ["Alpha", null, "x"];
        List<string?> listed = ["Omega", "alpha"];
        HashSet<int> pages = [100, 300];
        IEnumerable<int> none = [];
        await SameAsync(book => titles.Contains(book.Title));
        await SameAsync(book => listed.Contains(book.Title));
        await SameAsync(book => !listed.Contains(book.Title));
        await SameAsync(book => pages.Contains(book.Pages));
        await SameAsync(book => none.Contains(book.Pages));
        await SameAsync(book => new[] { 1, 2 }.Contains(book.Id));
        await SameAsync(book => new List<int> { 4, 5 }.Contains(book.Id));
        await SameAsync(book => Enumerable.Range(0, 3000).Contains(book.Pages));
    }

    [Fact]
    public async Task Contains_OverProperties_Holds()
    {
        var tag = "old";
        await SameAsync(book => book.Tags != null && book.Tags.Contains("sea"));
        await SameAsync(book => book.Tags != null && book.Tags.Contains(tag));
        await SameAsync(book => book.Tags != null && !book.Tags.Contains(tag));
        await SameAsync(book => book.Ratings != null && book.Ratings.Contains(5));
        await FindsAsync([1, 5], book => book.Tags!.Contains("old"));
        await FindsAsync([1, 5], book => book.Ratings!.Contains(5));
        await FindsAsync([2, 3, 4], book => !book.Tags!.Contains("old"));
    }

    [Fact]
    public async Task Any_OverPropertiesAndValues_Holds()
    {
        string[] wanted = ["hills", "old"];
        await SameAsync(book => book.Tags != null && book.Tags.Any(tag => tag == "old"));
        await SameAsync(book => book.Tags != null && book.Tags.Any(tag => wanted.Contains(tag)));
        await SameAsync(book => book.Tags != null && wanted.Any(tag => book.Tags.Contains(tag)));
        await SameAsync(book => book.Ratings != null && book.Ratings.Any(rating => rating < 4));
        await SameAsync(book => book.Ratings != null && book.Ratings.Any());
        await SameAsync(book => book.Tags != null && book.Tags.Any(tag => tag.StartsWith("hi", StringComparison.Ordinal)));
        await FindsAsync([1, 5], book => book.Tags!.Any(tag => wanted.Contains(tag)));
    }

    [Fact]
    public async Task Texts_ByTheirParts_Hold()
    {
        await SameAsync(book => book.Text != null && book.Text.Contains("harbour"));
        await SameAsync(book => book.Text != null && book.Text.StartsWith("mountain", StringComparison.Ordinal));
        await SameAsync(book => book.Text != null && book.Text.EndsWith("harbours", StringComparison.Ordinal));
        await SameAsync(book => string.IsNullOrEmpty(book.Title));
        await FindsAsync([4, 5], book => book.Text!.Contains("mountains"));
    }

    [Fact]
    public async Task Texts_WithAnyCharacters_AreComparedAsTheyAre()
    {
        string[] texts = ["a%b", "a_b", fixture.KeepsNul ? "a\0b" : "a\u0001b", "'; DROP TABLE x; --", "🦜 parrot", "50 % \"off\"", "é", "e\u0301"];
        var books = await fixture.CreateAsync<int, Book>(texts.Select((text, id) => new Book { Id = id, Title = text }));
        for (var id = 0; id < texts.Length; id++)
        {
            var (text, start, end) = (texts[id], texts[id][..^1], texts[id][1..]);
            if (char.IsHighSurrogate(text[0]))
                end = text[2..];
            Assert.Equal([id], await IdsAsync(book => book.Title == text));
            Assert.Equal(Ids(other => other.Contains(text, StringComparison.Ordinal)), await IdsAsync(book => book.Title!.Contains(text)));
            Assert.Equal(Ids(other => other.StartsWith(start, StringComparison.Ordinal)), await IdsAsync(book => book.Title!.StartsWith(start, StringComparison.Ordinal)));
            Assert.Equal(Ids(other => other.EndsWith(end, StringComparison.Ordinal)), await IdsAsync(book => book.Title!.EndsWith(end, StringComparison.Ordinal)));
        }

        IEnumerable<int> Ids(Func<string, bool> condition) => Enumerable.Range(0, texts.Length).Where(id => condition(texts[id]));
        async Task<List<int>> IdsAsync(Expression<Func<Book, bool>> filter) => await books.GetAsync(filter, 100).Select(book => book.Id).ToListAsync();
    }

    [Fact]
    public async Task Times_AreCompared()
    {
        var moment = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        await SameAsync(book => book.Bought == moment);
        await SameAsync(book => book.Bought > moment);
        await SameAsync(book => book.Bought <= moment);
        await SameAsync(book => book.Bought < new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await SameAsync(book => book.Bought > moment.AddSeconds(0.5) && book.Bought < moment.AddYears(1));
    }

    [Fact]
    public async Task Property_ThatIsAVector_IsRefused() =>
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await _books.GetAsync(book => book.Vector == null, 10).ToListAsync());

    [Fact]
    public async Task Filter_OfASearch_LeavesTheOrderOfScores()
    {
        var found = await _books.SearchAsync(Book.At(40), 10, new() { Filter = book => book.Pages >= 100 }).Select(result => result.Record.Id).ToListAsync();
        Assert.Equal([5, 3, 2, 1], found);
    }

    /// <summary>Asserts that a filter finds what C# finds, by itself and in a search.</summary>
    private Task SameAsync(Expression<Func<Book, bool>> filter) => FindsAsync(_shelf.Where(filter.Compile()).Select(book => book.Id), filter);

    private async Task FindsAsync(IEnumerable<int> expected, Expression<Func<Book, bool>> filter)
    {
        List<int> ids = [.. expected];
        Assert.Equal(ids, await _books.GetAsync(filter, 100).Select(book => book.Id).ToListAsync());
        Assert.Equal(ids, await _books.SearchAsync(Book.At(0), 100, new() { Filter = filter }).Select(found => found.Record.Id).ToListAsync());
    }
}
