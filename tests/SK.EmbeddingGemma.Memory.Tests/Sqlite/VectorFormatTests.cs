using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Scoring;
using SK.EmbeddingGemma.TestSupport;
using Record = System.Collections.Generic.Dictionary<string, object?>;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>What a store keeps of vectors, by format.</summary>
public sealed class VectorFormatTests : IDisposable
{
    private const int Dimensions = 96;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<SqliteVectorFormat, VectorSearchStrategy> FormatsAndStrategies => new(Enum.GetValues<SqliteVectorFormat>(), Enum.GetValues<VectorSearchStrategy>());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(FormatsAndStrategies))]
    public async Task Search_InAFormat_ScoresWhatIsKept(SqliteVectorFormat format, VectorSearchStrategy strategy)
    {
        foreach (var function in (string[])[DistanceFunction.CosineSimilarity, DistanceFunction.EuclideanDistance, DistanceFunction.DotProductSimilarity])
        {
            using var store = Store(format, strategy);
            var definition = Definition(("Vector", Dimensions));
            definition.Properties.OfType<VectorStoreVectorProperty>().Single().DistanceFunction = function;
            var records = store.GetDynamicCollection(function, definition);
            await records.EnsureCollectionExistsAsync(Cancellation);
            await records.UpsertAsync(Enumerable.Range(0, 300).Select(id => Row(id, Vector(id))), Cancellation);
            var measure = VectorMeasure.For(function);
            var query = Vector(-1);
            var kept = await records.GetAsync(record => true, 300, new() { IncludeVectors = true }, Cancellation).ToDictionaryAsync(record => (int)record["Id"]!, record => (float[])record["Vector"]!, cancellationToken: Cancellation);
            Assert.All(kept, record => Assert.Equal(Kept(Vector(record.Key), format), record.Value));
            var expected = kept.Select(record => (Id: record.Key, Score: measure.Score(query, record.Value))).OrderBy(item => measure.HigherIsBetter ? -item.Score : item.Score).ThenBy(item => item.Id).Take(10);
            var found = await records.SearchAsync(query, 10, cancellationToken: Cancellation).Select(result => ((int)result.Record["Id"]!, result.Score!.Value)).ToListAsync(Cancellation);
            Assert.Equal(expected, found);
        }
    }

    [Theory]
    [InlineData(SqliteVectorFormat.Float32, 384)]
    [InlineData(SqliteVectorFormat.Float16, 192)]
    [InlineData(SqliteVectorFormat.Int8, 100)]
    public async Task Bytes_InTheDatabase_AreThoseOfTheFormat(SqliteVectorFormat format, long bytes)
    {
        using (var store = Store(format))
            await FilledAsync(store, ("Vector", Dimensions));
        Assert.Equal(bytes, await ScalarAsync("SELECT max(length(vector)) FROM vectors_1_1"));
        Assert.Equal(format.ToString(), await ScalarAsync("SELECT format FROM embeddinggemma_columns WHERE name = 'Vector'"));
    }

    [Fact]
    public async Task Collection_OpenedWithAnotherFormat_KeepsItsOwn()
    {
        using (var store = Store(SqliteVectorFormat.Int8))
            await FilledAsync(store, ("Vector", Dimensions));
        using (var store = Store(SqliteVectorFormat.Float32))
        {
            var records = store.GetDynamicCollection("vectors", Definition(("Vector", Dimensions)));
            await records.EnsureCollectionExistsAsync(Cancellation);
            await records.UpsertAsync(Row(7, Vector(7)), Cancellation);
            foreach (var id in (int[])[1, 7])
                Assert.Equal(Kept(Vector(id), SqliteVectorFormat.Int8), (float[])(await records.GetAsync(id, new() { IncludeVectors = true }, Cancellation))!["Vector"]!);
            Assert.Equal(7, (await records.SearchAsync(Vector(7), 1, cancellationToken: Cancellation).SingleAsync(Cancellation)).Record["Id"]);
        }

        Assert.Equal(1L, await ScalarAsync("SELECT count(DISTINCT length(vector)) FROM vectors_1_1"));
    }

    [Fact]
    public async Task Properties_AddedLater_HaveTheFormatOfTheStoreThatAddsThem()
    {
        using (var store = Store(SqliteVectorFormat.Float32))
            await FilledAsync(store, ("Vector", Dimensions));
        using (var store = Store(SqliteVectorFormat.Int8, VectorSearchStrategy.TwoStage))
        {
            var records = store.GetDynamicCollection("vectors", Definition(("Vector", Dimensions), ("Other", 5)));
            await records.EnsureCollectionExistsAsync(Cancellation);
            await records.UpsertAsync(new Record { ["Id"] = 9, ["Vector"] = Vector(9), ["Other"] = new float[] { 1, 2, 3, 4, 5 } }, Cancellation);
            var read = (await records.GetAsync(9, new() { IncludeVectors = true }, Cancellation))!;
            Assert.Equal(Vector(9), (float[])read["Vector"]!);
            Assert.Equal(Kept([1, 2, 3, 4, 5], SqliteVectorFormat.Int8), (float[])read["Other"]!);
            Assert.Equal(9, (await records.SearchAsync(new float[] { 1, 2, 3, 4, 5 }, 5, new() { VectorProperty = record => record["Other"] }, Cancellation).SingleAsync(Cancellation)).Record["Id"]);
            Assert.Equal(9, (await records.SearchAsync(Vector(9), 1, new() { VectorProperty = record => record["Vector"] }, Cancellation).SingleAsync(Cancellation)).Record["Id"]);
        }

        Assert.Equal(9L, await ScalarAsync("SELECT length(vector) FROM vectors_1_2"));
    }

    [Theory]
    [InlineData(SqliteVectorFormat.Float16, 70_000f)]
    [InlineData(SqliteVectorFormat.Int8, 1e-40f)]
    public async Task Upsert_OfWhatTheFormatCannotHold_StoresNothingOfTheBatch(SqliteVectorFormat format, float value)
    {
        using var store = Store(format);
        var records = await FilledAsync(store, ("Vector", 3));
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => records.UpsertAsync([new Record { ["Id"] = 5, ["Vector"] = new float[3] }, new Record { ["Id"] = 6, ["Vector"] = new float[] { 0, value, 0 } }], Cancellation));
        Assert.Contains(nameof(SqliteVectorFormat.Float32), fault.Message, StringComparison.Ordinal);
        Assert.Empty(await records.GetAsync([5, 6], cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Search_OverBytesThatSomethingElseChanged_SaysSo()
    {
        using (var store = Store(SqliteVectorFormat.Float32))
            await FilledAsync(store, ("Vector", Dimensions));
        await ScalarAsync("UPDATE vectors_1_1 SET vector = x'0102'");
        foreach (var strategy in Enum.GetValues<VectorSearchStrategy>())
        {
            using var store = Store(SqliteVectorFormat.Float32, strategy);
            var records = store.GetDynamicCollection("vectors", Definition(("Vector", Dimensions)));
            await Assert.ThrowsAsync<VectorStoreException>(async () => await records.SearchAsync(Vector(1), 1, cancellationToken: Cancellation).ToListAsync(Cancellation));
            await Assert.ThrowsAsync<VectorStoreException>(() => records.GetAsync(1, new() { IncludeVectors = true }, Cancellation));
        }
    }

    private static float[] Kept(float[] vector, SqliteVectorFormat format) => VectorBlob.Read(VectorBlob.Write(vector, format), format, new float[vector.Length]).ToArray();

    private static float[] Vector(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private static Record Row(int id, float[] vector) => new() { ["Id"] = id, ["Vector"] = vector };

    private static VectorStoreCollectionDefinition Definition(params (string Name, int Dimensions)[] vectors) => new()
    {
        Properties = [new VectorStoreKeyProperty("Id", typeof(int)), .. vectors.Select(vector => new VectorStoreVectorProperty(vector.Name, typeof(float[]), vector.Dimensions))],
    };

    private static async Task<VectorStoreCollection<object, Record>> FilledAsync(SqliteVectorStore store, params (string Name, int Dimensions)[] vectors)
    {
        var records = store.GetDynamicCollection("vectors", Definition(vectors));
        await records.EnsureCollectionExistsAsync(Cancellation);
        await records.UpsertAsync(Enumerable.Range(0, 3).Select(id => Row(id, Vector(id)[..vectors[0].Dimensions])), Cancellation);
        return records;
    }

    private SqliteVectorStore Store(SqliteVectorFormat format, VectorSearchStrategy strategy = VectorSearchStrategy.Exact) =>
        new(new SqliteVectorStoreOptions(_folder.PathOf("vectors.db")) { VectorFormat = format, Search = strategy });

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.PathOf("vectors.db")};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
