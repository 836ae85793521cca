using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>The copy in memory finds what a scan finds, and follows whoever writes.</summary>
public sealed class TwoStageScanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DistanceFunction.CosineSimilarity)]
    [InlineData(DistanceFunction.DotProductSimilarity)]
    [InlineData(DistanceFunction.EuclideanDistance)]
    [InlineData(DistanceFunction.ManhattanDistance)]
    public async Task Search_InTwoStages_FindsWhatAScanFinds(string distance)
    {
        using var exact = Store(VectorSearchStrategy.Exact);
        using var twoStage = Store(VectorSearchStrategy.TwoStage);
        var (one, other) = (Vectors(exact, distance), Vectors(twoStage, distance));
        await one.EnsureCollectionExistsAsync(Cancellation);
        await one.UpsertAsync(Enumerable.Range(1, 5000).Select(Row), Cancellation);
        for (var query = 0; query < 5; query++)
            Assert.Equal(await KeysAsync(one, query), await KeysAsync(other, query));

        await one.DeleteAsync((await KeysAsync(one, 1)).Take(3).Cast<object>(), Cancellation);
        await one.UpsertAsync(Row(9_999), Cancellation);
        Assert.Equal(await KeysAsync(one, 1), await KeysAsync(other, 1));
        await exact.EnsureCollectionDeletedAsync("vectors", Cancellation);
        await one.EnsureCollectionExistsAsync(Cancellation);
        await one.UpsertAsync(Row(3), Cancellation);
        Assert.Equal([3], await KeysAsync(other, 1));
    }

    private static VectorStoreCollection<object, Dictionary<string, object?>> Vectors(SqliteVectorStore store, string distance) => store.GetDynamicCollection("vectors", new()
    {
        Properties = [new VectorStoreKeyProperty("Key", typeof(int)), new VectorStoreVectorProperty("Vector", typeof(float[]), 70) { DistanceFunction = distance }],
    });

    private static async Task<List<int>> KeysAsync(VectorStoreCollection<object, Dictionary<string, object?>> collection, int query) =>
        await collection.SearchAsync(Vector(-1 - query), 10, cancellationToken: Cancellation).Select(found => (int)found.Record["Key"]!).ToListAsync(Cancellation);

    private static Dictionary<string, object?> Row(int number) => new() { ["Key"] = number, ["Vector"] = Vector(number) };

    private static float[] Vector(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 70).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private SqliteVectorStore Store(VectorSearchStrategy strategy) => new(new SqliteVectorStoreOptions(_folder.PathOf("vectors.db")) { Search = strategy });
}
