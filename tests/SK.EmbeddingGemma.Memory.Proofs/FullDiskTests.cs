using System.Globalization;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Victim;

namespace SK.EmbeddingGemma;

/// <summary>A disk that fills up costs the batch that does not fit any more, and nothing else; with space again, work goes on.</summary>
public sealed class FullDiskTests
{
    /// <summary>The size of the disk and what of it is taken: the journal alone grows to 8 MB before it is written back.</summary>
    private const int Kilobytes = 12_288, Taken = 3072;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upsert_OnADiskThatFillsUp_SaysSoAndGoesOnWithSpace(bool reopens)
    {
        using var disk = SmallDisk.Mount(Kilobytes, Taken);
        var path = disk.PathOf("notes.db");
        var store = Store(path);
        try
        {
            var notes = store.GetCollection<int, Note>(Note.Collection);
            await notes.EnsureCollectionExistsAsync(Cancellation);
            var done = 0;
            var fault = await Assert.ThrowsAsync<VectorStoreException>(async () =>
            {
                for (; ; done++)
                    await notes.UpsertAsync(Note.OfBatch(done), Cancellation);
            });
            Assert.InRange(done, 20, 2000);
            Assert.Contains("full", fault.Message, StringComparison.Ordinal);
            Assert.Contains("nothing of the operation was written", fault.Message, StringComparison.Ordinal);
            Assert.Equal(("Upsert", Note.Collection), (fault.OperationName, fault.CollectionName));

            // What is there can be read and searched meanwhile, and what does not fit is refused again.
            Assert.Equal(Note.TextOf(done - 1, 3), (await notes.GetAsync(((done - 1) * Note.BatchSize) + 3, cancellationToken: Cancellation))!.Text);
            Assert.Null(await notes.GetAsync(done * Note.BatchSize, cancellationToken: Cancellation));
            Assert.Equal(done * Note.BatchSize, await notes.SearchAsync(Note.TextOf(0, 0), int.MaxValue, cancellationToken: Cancellation).CountAsync(Cancellation));
            disk.Fill();
            await Assert.ThrowsAsync<VectorStoreException>(() => notes.UpsertAsync(Enumerable.Range(done, 50).SelectMany(Note.OfBatch), Cancellation));

            if (reopens)
            {
                store.Dispose();
                store = Store(path);
                notes = store.GetCollection<int, Note>(Note.Collection);
            }

            disk.Free();
            for (var batch = done; batch < done + 10; batch++)
                await notes.UpsertAsync(Note.OfBatch(batch), Cancellation);
            Assert.Equal(Enumerable.Range(0, done + 10).ToHashSet(), await StoreKillTests.BatchesAsync(path));
        }
        finally
        {
            store.Dispose();
        }
    }

    [Fact]
    public async Task Reembed_OnADiskThatFillsUp_SaysSoAndGoesOnWithSpace()
    {
        using var disk = SmallDisk.Mount(Kilobytes, Taken);
        var path = disk.PathOf("notes.db");
        const int Batches = 300;
        using (var before = Store(path))
        {
            var notes = before.GetCollection<int, Note>(Note.Collection);
            await notes.EnsureCollectionExistsAsync(Cancellation);
            for (var batch = 0; batch < Batches; batch += 30)
                await notes.UpsertAsync(Enumerable.Range(batch, 30).SelectMany(Note.OfBatch), Cancellation);
        }

        disk.Fill();
        using var store = Store(path, "two");
        var migrated = store.GetCollection<int, Note>(Note.Collection);
        var fault = await Assert.ThrowsAsync<VectorStoreException>(() => migrated.ReembedAsync(cancellationToken: Cancellation));
        Assert.Contains("full", fault.Message, StringComparison.Ordinal);
        disk.Free();
        await migrated.ReembedAsync(cancellationToken: Cancellation);
        Assert.Equal(1, (await migrated.SearchAsync(Note.TextOf(7, 2), 1, cancellationToken: Cancellation).SingleAsync(Cancellation)).Score!.Value, 1e-5);
        Assert.Equal(Batches, (await StoreKillTests.BatchesAsync(path)).Count);
    }

    [Fact]
    public async Task IngestFolder_OnADiskThatFillsUp_SaysSoAndGoesOnWithSpace()
    {
        const int Files = 500;
        using var folder = new TemporaryFolder();
        for (var file = 0; file < Files; file++)
        {
            folder.Write(
                string.Create(CultureInfo.InvariantCulture, $"texts/file{file}.md"),
                string.Create(CultureInfo.InvariantCulture, $"# File {file}\n\n") + string.Join(' ', Enumerable.Repeat("The service is restarted when its configuration changes.", 8)));
        }

        using var disk = SmallDisk.Mount(8192, 6656);
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        using var store = new SqliteVectorStore(disk.PathOf("memory.db"));
        using var memory = new TextMemory(store, generator);
        var fault = await Assert.ThrowsAsync<VectorStoreException>(() => memory.IngestFolderAsync(folder.PathOf("texts"), cancellationToken: Cancellation));
        Assert.Contains("full", fault.Message, StringComparison.Ordinal);
        var recalled = await memory.RecallAsync("when is the service restarted?", new() { Top = 1000, RelevanceFloor = -1 }, Cancellation);
        Assert.NotEmpty(recalled);

        disk.Free();
        var result = await memory.IngestFolderAsync(folder.PathOf("texts"), cancellationToken: Cancellation);
        Assert.Equal((Files, 0), (result.Stored + result.Unchanged, result.Skipped.Count));
        Assert.Equal(recalled.Count, result.Unchanged);
        Assert.Equal(Files, (await memory.RecallAsync("when is the service restarted?", new() { Top = 1000, RelevanceFloor = -1 }, Cancellation)).Select(text => text.Source).Distinct().Count());
        await StoreKillTests.AssertSoundAsync(disk.PathOf("memory.db"));
    }

    [Fact]
    public async Task Save_OnADiskThatIsFull_LeavesTheFileAsItWas()
    {
        using var disk = SmallDisk.Mount(5120, 3072);
        var path = disk.PathOf("notes.memory");
        using var generator = new HashGenerator("one");
        using var store = new InMemoryVectorStore(new() { EmbeddingGenerator = generator });
        var notes = store.GetCollection<int, Note>(Note.Collection);
        await notes.EnsureCollectionExistsAsync(Cancellation);
        await notes.UpsertAsync(Note.OfBatch(0), Cancellation);
        await store.SaveAsync(path, Cancellation);
        await notes.UpsertAsync(Enumerable.Range(1, 560).SelectMany(Note.OfBatch), Cancellation);

        var fault = await Assert.ThrowsAsync<IOException>(() => store.SaveAsync(path, Cancellation));
        Assert.Contains("space", fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["notes.memory", "taken"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Note.BatchSize, await CountAsync());

        disk.Free();
        await store.SaveAsync(path, Cancellation);
        Assert.Equal(561 * Note.BatchSize, await CountAsync());

        async Task<int> CountAsync()
        {
            using var loaded = await InMemoryVectorStore.LoadAsync(path, new() { EmbeddingGenerator = generator }, Cancellation);
            return await loaded.GetCollection<int, Note>(Note.Collection).GetAsync(note => true, int.MaxValue, cancellationToken: Cancellation).CountAsync(Cancellation);
        }
    }

    private static SqliteVectorStore Store(string path, string model = "one") => new(new SqliteVectorStoreOptions(path) { EmbeddingGenerator = new HashGenerator(model) });
}
