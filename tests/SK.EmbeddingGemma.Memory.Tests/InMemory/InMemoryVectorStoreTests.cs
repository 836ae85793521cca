using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.InMemory;

public sealed class InMemoryVectorStoreTests : IDisposable
{
    private static readonly VectorStoreCollectionDefinition DynamicItems = new()
    {
        Properties =
        [
            new VectorStoreKeyProperty("Id", typeof(Guid)),
            new VectorStoreDataProperty("Text", typeof(string)) { IsFullTextIndexed = true },
            new VectorStoreDataProperty("Number", typeof(int)) { StorageName = "n" },
            new VectorStoreDataProperty("Optional", typeof(int?)),
            new VectorStoreDataProperty("Tags", typeof(string[])),
            new VectorStoreVectorProperty("Vector", typeof(ReadOnlyMemory<float>), 3),
        ],
    };

    private readonly InMemoryVectorStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Upsert_RecordChangedAfterwards_ChangesNothing()
    {
        var items = await ItemsAsync();
        float[] vector = [1, 0, 0];
        var item = new Item { Id = Guid.NewGuid(), Tags = ["a"], Numbers = [1], Bytes = [1], Vector = vector };
        await items.UpsertAsync(item);
        (item.Tags[0], item.Numbers[0], item.Bytes[0], vector[0]) = ("changed", 2, 2, 2);

        var read = (await items.GetAsync(item.Id, new() { IncludeVectors = true }))!;
        Assert.Equal(("a", 1, 1, 1f), (read.Tags![0], read.Numbers![0], read.Bytes![0], read.Vector.Span[0]));

        (read.Tags[0], read.Numbers[0], read.Bytes[0]) = ("changed", 2, 2);
        var again = (await items.GetAsync(item.Id))!;
        Assert.Equal(("a", 1, 1, 0), (again.Tags![0], again.Numbers![0], again.Bytes![0], again.Vector.Length));
    }

    [Fact]
    public async Task Upsert_GeneratedKey_IsToldAndKept()
    {
        var items = await ItemsAsync();
        var item = new Item { Vector = new float[] { 1, 0, 0 } };
        await items.UpsertAsync(item);

        Assert.NotEqual(Guid.Empty, item.Id);
        Assert.NotNull(await items.GetAsync(item.Id));
    }

    [Fact]
    public async Task Upsert_BadVector_StoresNothingOfTheBatch()
    {
        var items = await ItemsAsync();
        Item[] batch = [new() { Id = Guid.NewGuid(), Vector = new float[] { 1, 0, 0 } }, new() { Id = Guid.NewGuid(), Vector = new float[] { 1, float.NaN, 0 } }];

        await Assert.ThrowsAsync<ArgumentException>(() => items.UpsertAsync(batch));
        batch[1].Vector = new float[] { 1, 0 };
        await Assert.ThrowsAsync<ArgumentException>(() => items.UpsertAsync(batch));
        Assert.Null(await items.GetAsync(batch[0].Id));
    }

    [Fact]
    public async Task Get_Filters_MeanWhatCSharpMeansAndSkipAbsentValues()
    {
        var items = await FilledAsync();
        var dynamic = _store.GetDynamicCollection("items", DynamicItems);
        var wanted = new[] { 1, 3 };
        string[] tags = ["x", "y"];
        (Expression<Func<Item, bool>> Typed, Expression<Func<Dictionary<string, object?>, bool>> Dynamic, int[] Expected)[] filters =
        [
            (item => item.Number == 2, item => (int)item["Number"]! == 2, [2]),
            (item => item.Optional > 15, item => (int)item["Optional"]! > 15, [2, 3]),
            (item => item.Optional != 20, item => (int)item["Optional"]! != 20, [1, 3, 4]),
            (item => item.Optional == null, item => item["Optional"] == null, [1, 4]),
            (item => item.Optional!.Value == 20, item => item["Optional"] == (object)20, [2]),
            (item => item.Text!.Contains("fish"), item => ((string)item["Text"]!).Contains("fish"), [3]),
            (item => item.Text!.Length > 4, item => ((string)item["Text"]!).Length > 4, [1, 3]),
            (item => item.Text!.Trim() == "three fish", item => ((string)item["Text"]!).Trim() == "three fish", [3]),
            (item => item.Text!.Trim().StartsWith("three", StringComparison.Ordinal), item => ((string)item["Text"]!).Trim().StartsWith("three", StringComparison.Ordinal), [3]),
            (item => !(item.Optional > 15), item => !((int)item["Optional"]! > 15), [1, 4]),
            (item => item.Tags != tags, item => item["Tags"] != tags, [1, 3, 4]),
            (item => tags == item.Tags, item => tags == item["Tags"], [2]),
            (item => item.Tags!.Contains("x"), item => ((string[])item["Tags"]!).Contains("x"), [1, 2]),
            (item => item.Tags!.Any(tag => tag == "y"), item => ((string[])item["Tags"]!).Any(tag => tag == "y"), [2]),
            (item => wanted.Contains(item.Number), item => wanted.Contains((int)item["Number"]!), wanted),
            (item => !(item.Number == 2) && (item.Text == "three fish" || item.Text == null), item => !((int)item["Number"]! == 2) && (item["Text"] == (object)"three fish" || item["Text"] == null), [3, 4]),
        ];
        foreach (var (typedFilter, dynamicFilter, expected) in filters)
        {
            Assert.Equal(expected, (await items.GetAsync(typedFilter, 10).ToListAsync()).Select(item => item.Number));
            Assert.Equal(expected, (await dynamic.GetAsync(dynamicFilter, 10).ToListAsync()).Select(item => (int)item["Number"]!));
        }
    }

    [Fact]
    public async Task Get_FilterOnWhatRecordsDoNotHave_IsRefused()
    {
        await FilledAsync();
        var dynamic = _store.GetDynamicCollection("items", DynamicItems);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await dynamic.GetAsync(item => item["Nonsense"] == null, 1).ToListAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await dynamic.GetAsync(item => item["Vector"] == null, 1).ToListAsync());
    }

    [Fact]
    public async Task Get_OrderAndPages_FollowEachOther()
    {
        var items = await FilledAsync();
        var page = await items.GetAsync(item => true, 2, new() { Skip = 1, OrderBy = order => order.Descending(item => item.Optional).Ascending(item => item.Number) }).ToListAsync();
        Assert.Equal([2, 1], page.Select(item => item.Number)); // 30, 20, then the absent ones
    }

    [Fact]
    public async Task Search_SkipThresholdAndFilter_AllApply()
    {
        var items = await FilledAsync();
        var vector = new ReadOnlyMemory<float>([1, 0, 0]);

        Assert.Equal([2, 3], (await items.SearchAsync(vector, 2, new() { Skip = 1 }).ToListAsync()).Select(found => found.Record.Number));
        Assert.Equal([1, 2], (await items.SearchAsync(vector, 9, new() { ScoreThreshold = 0.8 }).ToListAsync()).Select(found => found.Record.Number));
        Assert.Equal([3], (await items.SearchAsync(vector, 9, new() { Filter = item => item.Number == 3 }).ToListAsync()).Select(found => found.Record.Number));
        await Assert.ThrowsAsync<ArgumentException>(async () => await items.SearchAsync(new ReadOnlyMemory<float>([1, float.NaN, 0]), 1).ToListAsync());
    }

    [Fact]
    public async Task HybridSearch_WordsAndVector_BothCount()
    {
        var items = (IKeywordHybridSearchable<Item>)await FilledAsync();
        var found = await items.HybridSearchAsync(new ReadOnlyMemory<float>([1, 0, 0]), ["FISH"], 4).ToListAsync();

        Assert.Equal([3, 1, 2, 4], found.Select(result => result.Record.Number));
        Assert.Equal((1 / 61d) + (1 / 63d), found[0].Score!.Value, 1e-9);
        Assert.Equal([3], (await items.HybridSearchAsync(new ReadOnlyMemory<float>([1, 0, 0]), ["fish"], 4, new() { ScoreThreshold = 0.02 }).ToListAsync()).Select(result => result.Record.Number));
    }

    [Fact]
    public async Task Collection_NotCreated_SaysWhatToCall()
    {
        var refused = await Assert.ThrowsAsync<VectorStoreException>(() => _store.GetCollection<Guid, Item>("none").GetAsync(Guid.Empty));
        Assert.Contains("EnsureCollectionExistsAsync", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_ForATextWithoutGenerator_SaysSoWhetherOrNotThereIsTheCollection()
    {
        using var store = new InMemoryVectorStore();
        var collection = store.GetDynamicCollection("vectors", new()
        {
            Properties = [new VectorStoreKeyProperty("Key", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(float[]), 3)],
        });
        var refused = await Assert.ThrowsAsync<NotSupportedException>(async () => await collection.SearchAsync("text", 1).ToListAsync());
        await collection.EnsureCollectionExistsAsync();
        Assert.Equal(refused.Message, (await Assert.ThrowsAsync<NotSupportedException>(async () => await collection.SearchAsync("text", 1).ToListAsync())).Message);
    }

    [Fact]
    public async Task Collection_OpenedWithOtherTypes_IsRefused()
    {
        await ItemsAsync();
        var other = new VectorStoreCollectionDefinition { Properties = [new VectorStoreKeyProperty("Id", typeof(Guid)), new VectorStoreVectorProperty("Vector", typeof(float[]), 4)] };
        await Assert.ThrowsAsync<VectorStoreException>(() => _store.GetDynamicCollection("items", other).EnsureCollectionExistsAsync());
    }

    [Fact]
    public async Task Store_ReadAndWrittenAtOnce_ShowsWholeBatches()
    {
        var items = await ItemsAsync();
        var writer = Task.Run(async () =>
        {
            for (var round = 1; round <= 200; round++)
                await items.UpsertAsync(Enumerable.Range(0, 10).Select(id => new Item { Id = new(id + 1, 0, 0, new byte[8]), Number = round, Vector = new float[] { 1, id, 0 } }));
        });
        do
        {
            var seen = await items.SearchAsync(new ReadOnlyMemory<float>([1, 0, 0]), 20).ToListAsync();
            Assert.True(seen.Count is 0 or 10);
            Assert.True(seen.Select(found => found.Record.Number).Distinct().Count() <= 1);
        }
        while (!writer.IsCompleted);
        await writer;
    }

    private async Task<VectorStoreCollection<Guid, Item>> ItemsAsync()
    {
        var items = _store.GetCollection<Guid, Item>("items");
        await items.EnsureCollectionExistsAsync();
        return items;
    }

    private async Task<VectorStoreCollection<Guid, Item>> FilledAsync()
    {
        var items = await ItemsAsync();
        await items.UpsertAsync(
        [
            new Item { Number = 1, Text = "one cat", Tags = ["x"], Vector = new float[] { 1, 0, 0 } },
            new Item { Number = 2, Text = "two", Optional = 20, Tags = ["x", "y"], Vector = new[] { 0.9f, 0.1f, 0 } },
            new Item { Number = 3, Text = "three fish", Optional = 30, Vector = new[] { 0.5f, 0.5f, 0 } },
            new Item { Number = 4, Vector = new float[] { 0, 0, 1 } },
        ]);
        return items;
    }
}
