using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Files that are not ours, not writable or in use by others. Kills of a writing process belong here too.</summary>
public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_FileOfAnotherProgram_IsRefusedAndUnchanged()
    {
        var path = _folder.PathOf("other.db");
        Change(path, "CREATE TABLE theirs (id INTEGER)");
        var before = await File.ReadAllBytesAsync(path, Cancellation);
        using var store = new SqliteVectorStore(path);
        var fault = await Assert.ThrowsAsync<VectorStoreException>(() => store.CollectionExistsAsync("x", Cancellation));
        Assert.Contains("another program", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(path, Cancellation));
    }

    [Fact]
    public async Task Open_NewerVersion_IsRefused()
    {
        var path = await FilledAsync();
        Change(path, "PRAGMA user_version = 99");
        using var store = new SqliteVectorStore(path);
        Assert.Contains("newer", (await Assert.ThrowsAsync<VectorStoreException>(() => store.CollectionExistsAsync("x", Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NoDatabase_IsRefused()
    {
        using var store = new SqliteVectorStore(_folder.Write("text.db", new string('x', 5000)));
        Assert.Contains("not a SQLite database", (await Assert.ThrowsAsync<VectorStoreException>(() => store.CollectionExistsAsync("x", Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadOnlyFile_CanBeReadAndSaysWhyItCannotBeWritten()
    {
        var path = await FilledAsync();
        File.SetAttributes(path, FileAttributes.ReadOnly);
        using var store = new SqliteVectorStore(path);
        var collection = store.GetCollection<string, Item>("items");
        Assert.NotNull(await collection.GetAsync("1", cancellationToken: Cancellation));
        var fault = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(new Item { Key = "2" }, Cancellation));
        Assert.Contains("read-only", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InMemory_LivesAsLongAsTheStore()
    {
        using var store = new SqliteVectorStore(":memory:");
        var collection = store.GetCollection<string, Item>("items");
        await collection.EnsureCollectionExistsAsync(Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => collection.UpsertAsync(new Item { Key = $"{number}", Vector = new float[] { 1, number, 0 } }, Cancellation)));
        Assert.Equal(20, await collection.SearchAsync(new float[] { 1, 0, 0 }, 100, cancellationToken: Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task TwoWriters_BothWriteAll()
    {
        var path = await FilledAsync();
        using var one = new SqliteVectorStore(path);
        using var other = new SqliteVectorStore(path);
        await Task.WhenAll(((SqliteVectorStore[])[one, other]).SelectMany((store, number) => Enumerable.Range(0, 30).Select(item =>
            store.GetCollection<string, Item>("items").UpsertAsync([new Item { Key = $"{number}-{item}" }, new Item { Key = $"{number}-{item}b" }], Cancellation))));
        Assert.Equal(121, await one.GetCollection<string, Item>("items").GetAsync(item => true, 1000, cancellationToken: Cancellation).CountAsync(Cancellation));
    }

    [Fact]
    public async Task Schema_ThatDoesNotFit_IsRefusedAndWhatIsNewIsAdded()
    {
        var path = await FilledAsync();
        using var store = new SqliteVectorStore(path);
        VectorStoreCollection<object, Dictionary<string, object?>> With(VectorStoreProperty property) =>
            store.GetDynamicCollection("items", new() { Properties = [new VectorStoreKeyProperty("Key", typeof(string)), property] });

        await RefusedAsync(With(new VectorStoreVectorProperty("Vector", typeof(float[]), 4)), "3 dimensions");
        await RefusedAsync(With(new VectorStoreVectorProperty("Vector", typeof(float[]), 3) { DistanceFunction = DistanceFunction.EuclideanDistance }), "CosineSimilarity");
        await RefusedAsync(With(new VectorStoreDataProperty("Name", typeof(int))), "'string'");
        var added = With(new VectorStoreDataProperty("New", typeof(int)));
        await Assert.ThrowsAsync<VectorStoreException>(() => added.GetAsync("1", cancellationToken: Cancellation));
        await added.EnsureCollectionExistsAsync(Cancellation);
        Assert.Equal(0, (await added.GetAsync("1", cancellationToken: Cancellation))!["New"]);
        await Assert.ThrowsAsync<VectorStoreException>(() => store.GetCollection<string, Item>("missing").GetAsync("1", cancellationToken: Cancellation));
    }

    private static async Task RefusedAsync(VectorStoreCollection<object, Dictionary<string, object?>> collection, string reason)
    {
        Assert.Contains(reason, (await Assert.ThrowsAsync<VectorStoreException>(() => collection.EnsureCollectionExistsAsync(Cancellation))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VectorStoreException>(() => collection.GetAsync("1", cancellationToken: Cancellation));
    }

    private static void Change(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<string> FilledAsync()
    {
        var path = _folder.PathOf("items.db");
        using var store = new SqliteVectorStore(path);
        var collection = store.GetCollection<string, Item>("items");
        await collection.EnsureCollectionExistsAsync(Cancellation);
        await collection.UpsertAsync(new Item { Key = "1", Name = "one", Vector = new float[] { 1, 2, 3 } }, Cancellation);
        return path;
    }
}
