using System.Linq.Expressions;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Filters mean what C# says they mean: each is run by LINQ over the same records.</summary>
public sealed class SqliteFilterTests : IAsyncLifetime
{
    private static readonly int StaticNumber = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly List<Item> _items = [.. Items()];
    private SqliteVectorStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new(_folder.PathOf("items.db"));
        var collection = _store.GetCollection<string, Item>("items");
        await collection.EnsureCollectionExistsAsync(TestContext.Current.CancellationToken);
        await collection.UpsertAsync(_items, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _folder.Dispose();
        return default;
    }

    [Fact]
    public async Task Filter_Nullables_MeansWhatCSharpSays()
    {
        int? nothing = null;
        await SameAsync(item => item.Number != 5);
        await SameAsync(item => !(item.Number > 5));
        await SameAsync(item => item.Number <= 5);
        await SameAsync(item => item.Number == nothing);
        await SameAsync(item => item.Number > nothing);
        await SameAsync(item => item.Number.HasValue && item.Number!.Value >= 5);
        await SameAsync(item => item.Flag == true);
        await SameAsync(item => item.Flag != true);
        await SameAsync(item => (item.Number ?? 7) == 7);
        await SameAsync(item => (item.Number == 5) == (item.Name == "a"));
        await SameAsync(item => item.Name != "a");
        await SameAsync(item => item.Name == null || item.Text == item.Name);
    }

    [Fact]
    public async Task Filter_OrderOfTypes_MeansWhatCSharpSays()
    {
        var nan = double.NaN;
        var (at, when, id) = (_items[1].At.ToOffset(TimeSpan.FromHours(5)), _items[2].When, _items[1].Id);
        await SameAsync(item => item.Price > -1.5m);
        await SameAsync(item => item.Price == 10);
        await SameAsync(item => item.Price < 9.99m);
        await SameAsync(item => item.Size > 5);
        await SameAsync(item => item.Size >= ulong.MaxValue - 1);
        await SameAsync(item => item.Ratio > 0.5);
        await SameAsync(item => item.Ratio == nan);
        await SameAsync(item => item.Ratio != nan);
        double[] ratios = [nan, 0.5], others = [0.5], lone = [nan];
        await SameAsync(item => ratios.Contains(item.Ratio));
        await SameAsync(item => others.Contains(item.Ratio));
        await SameAsync(item => lone.Contains(item.Ratio));
        await SameAsync(item => !lone.Contains(item.Ratio));
        double?[] absent = [nan];
        await SameAsync(item => absent.Contains(item.Number));
        await SameAsync(item => !absent.Contains(item.Number));
        await SameAsync(item => item.Number == nan);
        await SameAsync(item => item.Number != nan);
        await SameAsync(item => item.At == at);
        await SameAsync(item => item.At > at.AddDays(-1));
        await SameAsync(item => item.When <= when);
        await SameAsync(item => item.Id == id || item.Id > id);
    }

    [Fact]
    public async Task Filter_TextsAndLists_MeansWhatCSharpSays()
    {
        string[] wanted = ["x", "' OR 1=1 --"];
        HashSet<string?> names = ["a", null];
        List<int> many = [.. Enumerable.Range(0, 2000)];
        await SameAsync(item => item.Name!.Contains('\''), skipNull: true);
        await SameAsync(item => item.Name!.StartsWith("A'", StringComparison.Ordinal), skipNull: true);
        await SameAsync(item => item.Name!.EndsWith("b%", StringComparison.Ordinal), skipNull: true);
        await SameAsync(item => string.IsNullOrEmpty(item.Name));
        await SameAsync(item => names.Contains(item.Name));
        await SameAsync(item => item.Number != null && many.Contains(item.Number.Value));
        await SameAsync(item => item.Tags != null && item.Tags.Contains("x"));
        await SameAsync(item => item.Tags != null && item.Tags.Any(tag => wanted.Contains(tag)));
        await SameAsync(item => item.Tags != null && wanted.Any(tag => item.Tags.Contains(tag)));
        await SameAsync(item => item.Tags != null && item.Tags.Any(tag => tag.StartsWith("' OR", StringComparison.Ordinal)));
        await SameAsync(item => item.Tags != null && item.Tags.All(tag => tag == "x"));
        await SameAsync(item => item.Tags != null && item.Tags.Length > 1);
        await SameAsync(item => item.Numbers != null && item.Numbers.Contains(null));
        await SameAsync(item => item.Numbers != null && item.Numbers.Any(number => number > 2));
    }

    [Fact]
    public async Task Filter_ValueOnTheLeft_MeansWhatCSharpSays()
    {
        await SameAsync(item => 6 < item.Number);
        await SameAsync(item => 6 <= item.Number);
        await SameAsync(item => 6 > item.Number);
        await SameAsync(item => 6 >= item.Number);
    }

    [Fact]
    public async Task Filter_OrderOfTwoProperties_LeavesOutWhatIsNoNumber()
    {
        await SameAsync(item => item.Number > item.Ratio);
        await SameAsync(item => item.Number < item.Ratio);
        await SameAsync(item => item.Ratio < item.Number);
        await SameAsync(item => item.Number == 6.0m);
    }

    [Fact]
    public async Task Filter_OtherOperators_MeanWhatCSharpSays()
    {
        await SameAsync(item => (item.Number >= 6) ^ (item.Price > 0));
        await SameAsync(item => (item.Number >= 6) != (item.Price > 0));
        await SameAsync(item => (item.Number >= 6) & (item.Price > 0));
        await SameAsync(item => (item.Number >= 6) | (item.Price > 0));
        await SameAsync(item => item.Number == null ? item.Price < 0 : item.Number > 5);
        await SameAsync(item => (item.Text ?? item.Name) == "A'b%");
    }

    [Fact]
    public async Task Filter_AllOfValuesAndLengthOfLists_MeanWhatCSharpSays()
    {
        string[] wanted = ["x", "' OR 1=1 --"];
        string[] none = [];
        await SameAsync(item => item.Tags != null && wanted.All(tag => item.Tags.Contains(tag)));
        await SameAsync(item => item.Tags != null && none.All(tag => item.Tags.Contains(tag)));
        await SameAsync(item => item.Tags != null && none.Any(tag => item.Tags.Contains(tag)));
        await SameAsync(item => item.Numbers != null && item.Numbers.Count == 3);
    }

    [Fact]
    public async Task Filter_ThatCannotMeanTheSame_IsRefused()
    {
        List<string?>? absent = null;
        Assert.Contains("Ordinal", (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(item => item.Name!.StartsWith("a", StringComparison.OrdinalIgnoreCase)))).Message, StringComparison.Ordinal);
        Assert.Contains("null", (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(item => absent!.Contains(item.Name)))).Message, StringComparison.Ordinal);
        Assert.Contains("int", (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(item => item.Number == 5.5m))).Message, StringComparison.Ordinal);
        Assert.Contains("Int32", (await Assert.ThrowsAsync<InvalidCastException>(() => FindAsync(item => (int)item.Ratio == 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_PartsThatDoNotHangOnTheRecord_AreEvaluatedBefore()
    {
        string[] names = ["a", "b"];
        string[] others = ["b", "c"];
        await SameAsync(item => names.Any(name => name.Length == 1) && item.Number == 5);
        await SameAsync(item => names.All(name => name == "a") || item.Number == 5);
        await SameAsync(item => names.Any(name => others.Contains(name) && item.Number == 6));
        await SameAsync(item => item.Number == StaticNumber);
        await SameAsync(item => item.Number == names.Length + 3);
        await SameAsync(item => item.Name == names[0] && item.Tags != null && item.Tags.Any(tag => item.Tags.Any(other => other != tag)));
    }

    [Fact]
    public async Task Filter_Equals_MeansWhatCSharpSays()
    {
        var id = _items[0].Id;
        await SameAsync(item => item.Id.Equals(id));
        await SameAsync(item => string.Equals(item.Name, "a"));
        await SameAsync(item => item.Name!.Equals("a"), skipNull: true);
        await SameAsync(item => Equals(item.Name, null));
        await SameAsync(item => !Equals(item.Name, "a"));
    }

    [Fact]
    public async Task Filter_NumbersOfOtherTypes_MeansWhatCSharpSays()
    {
        object[] numbers = [5UL, 6m, ulong.MaxValue];
        Assert.Equal(["1", "2"], await FindAsync(item => numbers.Contains(item.Number)));
        await SameAsync(item => item.Number < (decimal)long.MaxValue);
        await SameAsync(item => item.Number > (decimal)long.MinValue);
        await SameAsync(item => item.Number == 5L);
        await SameAsync(item => (double?)item.Number > 5.5);
        await SameAsync(item => item.Flag ?? true);
        await SameAsync(item => (item.Number ?? 7) < (item.Number ?? 8));
        Assert.Contains("Decimal", (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(item => item.Number < (decimal)long.MaxValue + 1))).Message, StringComparison.Ordinal);
        Assert.Contains("Decimal", (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(item => item.Number > (decimal)long.MinValue - 1))).Message, StringComparison.Ordinal);
        Assert.Contains("one type", (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(item => item.Price == item.Number))).Message, StringComparison.Ordinal);
        Assert.Contains("Double", (await Assert.ThrowsAsync<InvalidCastException>(() => FindAsync(item => (double)item.Price > 5))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_WholeLists_AreComparedByContent()
    {
        string[] tags = ["x", "x"];
        List<string> listed = ["x", "x"];
        List<int> numbers = [1];
        Assert.Equal(["4"], await FindAsync(item => item.Tags == tags));
        Assert.Equal(["4"], await FindAsync(item => item.Tags! == (object)listed));
        Assert.Equal(["1", "2", "3", "5"], (await FindAsync(item => item.Tags != tags)).Order(StringComparer.Ordinal));
        Assert.Equal(["3", "5"], await FindAsync(item => item.Tags == null));
        Assert.Contains("list of the same type", (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(item => item.Tags! == (object)numbers))).Message, StringComparison.Ordinal);
        Assert.Contains("Contains or Any", (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(item => item.Tags! == (object)item.Name!))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_OfWhatHasNoTranslation_NamesIt()
    {
        string? absent = null;
        await RefusesAsync("String.Trim", item => item.Name!.Trim() == "A");
        await RefusesAsync("String.Length", item => item.Key.Length > 3);
        await RefusesAsync("'Add'", item => item.Number + 1 == 6);
        await RefusesAsync("'Add'", item => 6 == item.Number + 1);
        await RefusesAsync("Char.IsLetter", item => char.IsLetter(item.Name![0]));
        await RefusesAsync("not null", item => item.Name!.Contains(absent!));
        await RefusesAsync("a list", item => item.Name!.Any(letter => letter == 'a'));

        async Task RefusesAsync(string named, Expression<Func<Item, bool>> filter) =>
            Assert.Contains(named, (await Assert.ThrowsAsync<NotSupportedException>(() => FindAsync(filter))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderBy_DecimalsUnsignedAndInstants_IsTheOrderOfValues()
    {
        var collection = _store.GetCollection<string, Item>("items");
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(_items.OrderBy(item => item.Price).Select(item => item.Key), await collection.GetAsync(item => true, 10, new() { OrderBy = by => by.Ascending(item => item.Price) }, cancellation).Select(item => item.Key).ToListAsync(cancellation));
        Assert.Equal(_items.OrderByDescending(item => item.Size).Select(item => item.Key), await collection.GetAsync(item => true, 10, new() { OrderBy = by => by.Descending(item => item.Size) }, cancellation).Select(item => item.Key).ToListAsync(cancellation));
        Assert.Equal(_items.OrderBy(item => item.At).Skip(1).Take(2).Select(item => item.Key), await collection.GetAsync(item => true, 2, new() { Skip = 1, OrderBy = by => by.Ascending(item => item.At) }, cancellation).Select(item => item.Key).ToListAsync(cancellation));
    }

    [Fact]
    public async Task Get_AllTypes_GivesBackWhatWasWritten()
    {
        var read = await _store.GetCollection<string, Item>("items").GetAsync(_items[0].Key, new() { IncludeVectors = true }, TestContext.Current.CancellationToken);
        Assert.Equivalent(_items[0], read);
        Assert.Equal(_items[0].At.Offset, read!.At.Offset);
        Assert.Equal(_items[0].When.Kind, read.When.Kind);
    }

    private static IEnumerable<Item> Items()
    {
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2));
        ReadOnlyMemory<float> vector = new([1, 2, 3]);
        yield return new() { Key = "1", Name = "a", Text = "a", Number = 5, Flag = true, Price = 10.00m, Size = 5, Ratio = 0.5, At = start, When = start.UtcDateTime, Id = new("00000000-0000-0000-0000-000000000001"), Tags = ["x", "' OR 1=1 --"], Numbers = [1, null, 3], Bytes = [1, 2, 0], Vector = vector };
        yield return new() { Key = "2", Name = "A'b%", Number = 6, Flag = false, Price = 9.9m, Size = ulong.MaxValue, Ratio = double.NaN, At = start.AddHours(-30).ToOffset(TimeSpan.FromHours(-7)), When = start.DateTime, Id = new("f0000000-0000-0000-0000-000000000001"), Tags = [], Numbers = [], Vector = vector };
        yield return new() { Key = "3", Name = null, Number = null, Price = -2, Size = long.MaxValue, Ratio = double.PositiveInfinity, At = start.AddHours(1), When = start.DateTime.AddTicks(1), Id = new("70000000-0000-0000-0000-000000000001"), Tags = null, Vector = vector };
        yield return new() { Key = "5", Number = -1, Vector = vector };
        yield return new() { Key = "4", Name = "", Number = 7, Price = -1.5m, Size = 1UL << 63, Ratio = -1, At = start.AddTicks(-1), When = start.DateTime.AddYears(-9), Tags = ["x", "x"], Vector = vector };
    }

    private async Task SameAsync(Expression<Func<Item, bool>> filter, bool skipNull = false) =>
        Assert.Equal(
            _items.Where(item => !(skipNull && item.Name is null)).Where(filter.Compile()).Select(item => item.Key).Order(StringComparer.Ordinal),
            (await FindAsync(filter)).Order(StringComparer.Ordinal));

    private async Task<List<string>> FindAsync(Expression<Func<Item, bool>> filter)
    {
        var found = _store.GetCollection<string, Item>("items").GetAsync(filter, 100, cancellationToken: TestContext.Current.CancellationToken);
        return await found.Select(item => item.Key).ToListAsync(TestContext.Current.CancellationToken);
    }
}
