using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Searching;

/// <summary>An index of pgvector gives as many records as are asked for.</summary>
public sealed class PgvectorIndexTests
{
    private const int Records = 600;

    public PgvectorIndexTests() => Assert.SkipWhen(Servers.PgvectorSkip is not null, Servers.PgvectorSkip ?? "");

    [Fact]
    public async Task Search_ThroughHnsw_GivesAsManyAsAreAskedFor()
    {
        using var store = new PostgresVectorStore(new PostgresVectorStoreOptions(Servers.WithPgvector) { Schema = Servers.NewSchema() });
        var points = store.GetCollection<int, Point>("points");
        await points.EnsureCollectionExistsAsync();
        var random = new Random(5);
        await points.UpsertAsync(Enumerable.Range(0, Records).Select(id => new Point { Id = id, IsRare = id % 20 == 0, Vector = [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f)] }));
        float[] query = [.. Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f)];
        Assert.Equal(200, (await points.SearchAsync(query, 200).ToListAsync()).Count);
        var rare = await points.SearchAsync(query, 25, new() { Filter = static point => point.IsRare }).ToListAsync();
        Assert.Equal(25, rare.Count);
        Assert.All(rare, static found => Assert.True(found.Record.IsRare));
    }

    private sealed class Point
    {
        [VectorStoreKey]
        public int Id { get; set; }

        [VectorStoreData]
        public bool IsRare { get; set; }

        [VectorStoreVector(16, IndexKind = IndexKind.Hnsw)]
        public float[] Vector { get; set; } = [];
    }
}
