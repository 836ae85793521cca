using System.Globalization;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Decoration;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.InMemory;

public sealed class StoreFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "store.memory");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SaveAndLoad_AllTypes_AreAsTheyWere()
    {
        var item = new Item
        {
            Id = Guid.NewGuid(),
            Text = "unpaired \ud83d, paired 🐈",
            Number = int.MinValue,
            Optional = 7,
            Tags = ["a", null!],
            Numbers = [1, 2],
            Bytes = [0, 255],
            When = DateTimeOffset.Parse("2026-01-02T03:04:05.678+05:30", CultureInfo.InvariantCulture),
            Price = 1.10m,
            Vector = new[] { 1, -0f, float.Epsilon },
        };
        var store = new InMemoryVectorStore();
        var items = store.GetCollection<Guid, Item>("items");
        await items.EnsureCollectionExistsAsync();
        await items.UpsertAsync([item, new Item { Id = Guid.NewGuid(), Vector = new float[] { 1, 0, 0 } }]);
        await store.SaveAsync(Path);
        await store.SaveAsync(Path); // replaces what is there

        var loaded = (await (await InMemoryVectorStore.LoadAsync(Path)).GetCollection<Guid, Item>("items").GetAsync(item.Id, new() { IncludeVectors = true }))!;
        Assert.Equivalent(item, loaded, strict: true);
        Assert.Equal(item.Vector.ToArray(), loaded.Vector.ToArray());
        Assert.Equal((item.When.Offset, "1.10"), (loaded.When.Offset, loaded.Price.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Load_OtherModel_RefusesToMixSpaces()
    {
        using var generator = new RecordingGenerator();
        var store = new InMemoryVectorStore();
        var articles = store.WithEmbeddingGemma(generator).GetCollection<int, Article>("articles");
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync(new Article { Id = 1, Title = "Cats", Body = "purr" });
        using var content = new MemoryStream();
        await store.WriteAsync(content);

        content.Position = 0;
        var loaded = await InMemoryVectorStore.ReadAsync(content);
        await loaded.WithEmbeddingGemma(generator).GetCollection<int, Article>("articles").UpsertAsync(new Article { Id = 2, Title = "Dogs", Body = "bark" });
        using var other = new RecordingGenerator("fedcba9876543210");
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => loaded.WithEmbeddingGemma(other).GetCollection<int, Article>("articles").UpsertAsync(new Article { Id = 3, Title = "Cows", Body = "moo" }));
    }

    [Fact]
    public async Task Load_DamagedOrCutAnywhere_IsRefused()
    {
        var store = new InMemoryVectorStore();
        var items = store.GetCollection<Guid, Item>("items");
        await items.EnsureCollectionExistsAsync();
        await items.UpsertAsync(new Item { Id = Guid.Empty, Text = "text", Vector = new float[] { 1, 0, 0 } });
        await store.SaveAsync(Path);
        var whole = await File.ReadAllBytesAsync(Path);

        for (var place = 0; place < whole.Length; place++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[place] ^= 1;
            await Assert.ThrowsAsync<InvalidDataException>(() => InMemoryVectorStore.ReadAsync(new MemoryStream(damaged)));
            await Assert.ThrowsAsync<InvalidDataException>(() => InMemoryVectorStore.ReadAsync(new MemoryStream(whole[..place])));
        }
    }

    [Fact]
    public async Task Load_NewerVersion_SaysSo()
    {
        await new InMemoryVectorStore().SaveAsync(Path);
        var content = await File.ReadAllBytesAsync(Path);
        content[8] = 2;
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => InMemoryVectorStore.ReadAsync(new MemoryStream(content)));
        Assert.Contains("version 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_Cancelled_LeavesWhatWasThere()
    {
        await File.WriteAllTextAsync(Path, "before");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new InMemoryVectorStore().SaveAsync(Path, new(canceled: true)));
        Assert.Equal("before", await File.ReadAllTextAsync(Path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }
}
