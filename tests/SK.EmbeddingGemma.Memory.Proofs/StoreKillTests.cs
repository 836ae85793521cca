using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;
using SK.EmbeddingGemma.Victim;

namespace SK.EmbeddingGemma;

/// <summary>
/// Kills processes at random points of upserts and migrations. How often can be asked for: <c>EMBEDDINGGEMMA_KILLS=100</c>.
/// </summary>
public sealed class StoreKillTests
{
    private const string Victim = "SK.EmbeddingGemma.Memory.Victim.dll";

    /// <summary>Gets how many processes are killed in each test.</summary>
    internal static int Kills => int.TryParse(Environment.GetEnvironmentVariable("EMBEDDINGGEMMA_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upsert_Killed_LeavesWholeBatchesAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("notes.db");
        var random = new Random(7);
        var next = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using (var victim = VictimProcess.Start(Victim, "upsert", path, next.ToString(CultureInfo.InvariantCulture)))
            {
                var printed = await victim.KillAfterAsync(random.Next(1, 4), TimeSpan.FromMilliseconds(random.NextDouble() * 20));
                var last = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Max();
                var batches = await BatchesAsync(path);
                Assert.Superset(Enumerable.Range(0, last + 1).ToHashSet(), batches); // what was said to be done is there
                Assert.InRange(batches.Max(), last, last + 1);
                next = batches.Max() + 1;
            }
        }

        using var store = new SqliteVectorStore(new SqliteVectorStoreOptions(path) { EmbeddingGenerator = new HashGenerator("one") });
        var notes = store.GetCollection<int, Note>(Note.Collection);
        var text = Note.TextOf(next - 1, 3);
        await foreach (var found in notes.SearchAsync(text, 1, cancellationToken: Cancellation))
            Assert.Equal((((next - 1) * Note.BatchSize) + 3, 1.0), (found.Record.Id, Math.Round(found.Score!.Value, 5)));
    }

    [Fact]
    public async Task Reembed_Killed_IsResumed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("notes.db");
        const int Batches = 400;
        using (var store = new SqliteVectorStore(new SqliteVectorStoreOptions(path) { EmbeddingGenerator = new HashGenerator("model 0") }))
        {
            var notes = store.GetCollection<int, Note>(Note.Collection);
            await notes.EnsureCollectionExistsAsync(Cancellation);
            await notes.UpsertAsync(Enumerable.Range(0, Batches).SelectMany(Note.OfBatch), Cancellation);
        }

        var random = new Random(11);
        var (kills, model) = (0, 1);
        while (kills < Kills)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"model {model}");
            using (var victim = VictimProcess.Start(Victim, "reembed", path, name))
            {
                await victim.KillAfterAsync(0, TimeSpan.FromMilliseconds(random.Next(150, 700)));
                kills++;
            }

            Assert.Equal(Batches, (await BatchesAsync(path)).Count);
            if (random.Next(3) > 0)
                continue; // killed again before it is finished

            using (var victim = VictimProcess.Start(Victim, "reembed", path, name))
                await victim.EndAsync();
            await AssertAllOfAsync(path, name, Batches);
            model++;
        }
    }

    /// <summary>Asserts that the database is sound.</summary>
    internal static async Task AssertSoundAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await command.ExecuteScalarAsync(Cancellation));
    }

    /// <summary>Asserts that the database is sound, and returns the batches in it, each of which is whole.</summary>
    internal static async Task<HashSet<int>> BatchesAsync(string path)
    {
        await AssertSoundAsync(path);
        using var store = new SqliteVectorStore(path);
        var definition = new VectorStoreCollectionDefinition
        {
            Properties = [new VectorStoreKeyProperty("Id", typeof(int)), new VectorStoreDataProperty("Batch", typeof(int)) { IsIndexed = true }, new VectorStoreDataProperty("Text", typeof(string)) { IsFullTextIndexed = true }],
        };
        var counts = new Dictionary<int, int>();
        await foreach (var record in store.GetDynamicCollection(Note.Collection, definition).GetAsync(_ => true, int.MaxValue, cancellationToken: Cancellation))
        {
            var (id, batch) = ((int)record["Id"]!, (int)record["Batch"]!);
            Assert.Equal(Note.TextOf(batch, id % Note.BatchSize), record["Text"]);
            counts[batch] = counts.GetValueOrDefault(batch) + 1;
        }

        Assert.All(counts, batch => Assert.Equal(Note.BatchSize, batch.Value));
        return [.. counts.Keys];
    }

    /// <summary>Asserts that every vector is the model's.</summary>
    private static async Task AssertAllOfAsync(string path, string model, int batches)
    {
        var generator = new HashGenerator(model);
        using var store = new SqliteVectorStore(new SqliteVectorStoreOptions(path) { EmbeddingGenerator = generator });
        var notes = store.GetCollection<int, Note>(Note.Collection);
        foreach (var batch in (int[])[0, 1, batches / 2, batches - 1])
        {
            await foreach (var found in notes.SearchAsync(Note.TextOf(batch, 2), 1, cancellationToken: Cancellation))
                Assert.Equal((batch, 1.0), (found.Record.Batch, Math.Round(found.Score!.Value, 5)));
        }

        var scores = 0;
        await foreach (var found in notes.SearchAsync(new ReadOnlyMemory<float>(generator.Embed("x")), batches * Note.BatchSize, cancellationToken: Cancellation))
        {
            var text = Note.TextOf(found.Record.Batch, found.Record.Id % Note.BatchSize);
            Assert.Equal(System.Numerics.Tensors.TensorPrimitives.CosineSimilarity(generator.Embed("x"), generator.Embed(text)), (float)found.Score!.Value, 1e-5f);
            scores++;
        }

        Assert.Equal(batches * Note.BatchSize, scores);
    }
}
