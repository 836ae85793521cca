using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Vectors of two models never meet, and collections can change their model.</summary>
public sealed class ReembedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OtherModel_IsRefusedUntilReembedded()
    {
        using var before = Store("one");
        await FillAsync(before, 150);
        using var after = Store("second");
        var collection = after.GetCollection<int, Note>("notes");
        var upsert = await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => collection.UpsertAsync(new Note { Key = 1, Text = "x" }, Cancellation));
        Assert.Contains("one", upsert.StoredSpace, StringComparison.Ordinal);
        Assert.Contains("ReembedAsync", upsert.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => SearchAsync(collection));

        await collection.ReembedAsync(cancellationToken: Cancellation);
        Assert.Equal(7, await SearchAsync(collection));
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => SearchAsync(before.GetCollection<int, Note>("notes")));
    }

    [Fact]
    public async Task Reembed_ThatIsCancelled_RefusesSearchesAndIsResumed()
    {
        using var before = Store("one");
        await FillAsync(before, 150);
        var generator = new FakeGenerator("second");
        using var after = new SqliteVectorStore(new SqliteVectorStoreOptions(_folder.PathOf("notes.db")) { EmbeddingGenerator = generator });
        var collection = after.GetCollection<int, Note>("notes");
        using var cancelling = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => collection.ReembedAsync(new Callback(progress => { if (progress.RecordsDone > 0) cancelling.Cancel(); }), cancelling.Token));

        Assert.Equal(64, generator.Texts);
        Assert.Contains("resume", (await Assert.ThrowsAsync<VectorStoreException>(() => SearchAsync(collection))).Message, StringComparison.Ordinal);
        await collection.ReembedAsync(cancellationToken: Cancellation);
        Assert.Equal(151, generator.Texts); // and the query of the search that was refused
        Assert.Equal(7, await SearchAsync(collection));
    }

    [Fact]
    public async Task Reembed_WithoutTexts_IsRefused()
    {
        using var before = Store("one", keep: false);
        await FillAsync(before, 3);
        using var after = Store("second");
        Assert.Contains("3 vectors", (await Assert.ThrowsAsync<InvalidOperationException>(() => after.GetCollection<int, Note>("notes").ReembedAsync(cancellationToken: Cancellation))).Message, StringComparison.Ordinal);
    }

    private static async Task<int> SearchAsync(VectorStoreCollection<int, Note> collection) =>
        (await collection.SearchAsync("gggggggggg7", 1, cancellationToken: Cancellation).SingleAsync(Cancellation)).Record.Key;

    private static async Task FillAsync(SqliteVectorStore store, int count)
    {
        var collection = store.GetCollection<int, Note>("notes");
        await collection.EnsureCollectionExistsAsync(Cancellation);
        await collection.UpsertAsync(Enumerable.Range(0, count).Select(number => new Note { Key = number, Text = number == 7 ? "gggggggggg7" : $"abc{number}" }), Cancellation);
    }

    private SqliteVectorStore Store(string model, bool keep = true) =>
        new(new SqliteVectorStoreOptions(_folder.PathOf("notes.db")) { EmbeddingGenerator = new FakeGenerator(model), KeepSourceText = keep });

    private sealed class Callback(Action<ReembedProgress> report) : IProgress<ReembedProgress>
    {
        public void Report(ReembedProgress value) => report(value);
    }

    private sealed class Note
    {
        [VectorStoreKey]
        public int Key { get; set; }

        [VectorStoreVector(8)]
        public string? Text { get; set; }
    }
}
