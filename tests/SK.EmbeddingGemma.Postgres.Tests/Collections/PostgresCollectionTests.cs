using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Npgsql;

namespace SK.EmbeddingGemma.Collections;

/// <summary>What several machines on one database must not do to one another.</summary>
public sealed class PostgresCollectionTests
{
    private const string OneModel = "0123456789abcdef", OtherModel = "fedcba9876543210";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _schema = Servers.NewSchema();

    public PostgresCollectionTests() => Assert.SkipWhen(Servers.PostgresSkip is not null, Servers.PostgresSkip ?? "");

    [Fact]
    public async Task Upsert_OfTwoModelsAtOnceIntoAnEmptyCollection_LetsOneIn()
    {
        using var one = Open(new GatedGenerator(OneModel, Task.CompletedTask));
        var gate = new TaskCompletionSource();
        var slow = new GatedGenerator(OtherModel, gate.Task);
        using var other = Open(slow);
        await Passages(one).EnsureCollectionExistsAsync();
        var late = Passages(other).UpsertAsync(new Passage { Id = 2, Text = "late" });
        await slow.Entered.WaitAsync(Patience);
        await Passages(one).UpsertAsync(new Passage { Id = 1, Text = "early" });
        gate.SetResult();
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => late);
        Assert.Equal(["early"], await TextsAsync(one));
    }

    [Fact]
    public async Task Upsert_WhoseModelIsKnownOnlyAfterItsFirstVectors_KeepsItsSpaceNevertheless()
    {
        using var one = Open(new GatedGenerator(OneModel, Task.CompletedTask, isKnown: false));
        await Passages(one).EnsureCollectionExistsAsync();
        await Passages(one).UpsertAsync(new Passage { Id = 1, Text = "first" });
        using var other = Open(new GatedGenerator(OtherModel, Task.CompletedTask));
        await Assert.ThrowsAsync<VectorSpaceMismatchException>(() => Passages(other).UpsertAsync(new Passage { Id = 2, Text = "of another model" }));
    }

    [Fact]
    public async Task Upsert_WhileTheCollectionIsMadeAnew_IsRefusedInsteadOfMixed()
    {
        using var one = Open(new GatedGenerator(OneModel, Task.CompletedTask));
        var gate = new TaskCompletionSource();
        var slow = new GatedGenerator(OneModel, gate.Task);
        using var other = Open(slow);
        await Passages(one).EnsureCollectionExistsAsync();
        await Passages(one).UpsertAsync(new Passage { Id = 1, Text = "old" });
        var late = Passages(other).UpsertAsync(new Passage { Id = 2, Text = "late" });
        await slow.Entered.WaitAsync(Patience);
        await Passages(one).EnsureCollectionDeletedAsync();
        using var newer = Open(new GatedGenerator(OtherModel, Task.CompletedTask));
        await Passages(newer).EnsureCollectionExistsAsync();
        await Passages(newer).UpsertAsync(new Passage { Id = 3, Text = "new" });
        gate.SetResult();
        await Assert.ThrowsAnyAsync<VectorStoreException>(() => late);
        Assert.Equal(["new"], await TextsAsync(newer));
    }

    [Fact]
    public async Task Delete_OfACollection_WaitsForThoseWhoWrite()
    {
        using var store = Open(new GatedGenerator(OneModel, Task.CompletedTask));
        await Passages(store).EnsureCollectionExistsAsync();
        await using var source = NpgsqlDataSource.Create(Servers.Postgres);
        await using var connection = await source.OpenConnectionAsync();
        await using var writing = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"SELECT pg_advisory_xact_lock_shared({0x456d6265_6447656d} + (SELECT id FROM {_schema}.embeddinggemma_collections))", connection))
            await hold.ExecuteNonQueryAsync(); // as whoever writes records does
        var deleted = Passages(store).EnsureCollectionDeletedAsync();
        Assert.NotSame(deleted, await Task.WhenAny(deleted, Task.Delay(300)));
        await writing.CommitAsync();
        await deleted.WaitAsync(Patience);
        Assert.False(await store.CollectionExistsAsync("passages"));
    }

    [Fact]
    public async Task Cancelled_WhileItWaitsForTheDatabase_ThrowsAndWritesNothing()
    {
        using var store = Open(new GatedGenerator(OneModel, Task.CompletedTask));
        await Passages(store).EnsureCollectionExistsAsync();
        await Passages(store).UpsertAsync(new Passage { Id = 1, Text = "there" });
        await using var source = NpgsqlDataSource.Create(Servers.Postgres);
        await using (var connection = await source.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand($"LOCK TABLE {_schema}.passages IN ACCESS EXCLUSIVE MODE", connection))
                await hold.ExecuteNonQueryAsync();
            using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Passages(store).UpsertAsync(new Passage { Id = 2, Text = "cancelled" }, cancelled.Token).WaitAsync(Patience));
        }

        Assert.Equal(["there"], await TextsAsync(store));
    }

    [Theory]
    [InlineData("vector")]
    [InlineData("a \"quoted\" name'; DROP TABLE passages; --")]
    [InlineData("embeddinggemma_collections")]
    public async Task Collection_WithAnyName_IsKeptUnderIt(string name)
    {
        using var store = Open(new GatedGenerator(OneModel, Task.CompletedTask));
        var passages = store.GetCollection<int, Passage>(name);
        await passages.EnsureCollectionExistsAsync();
        await passages.UpsertAsync(new Passage { Id = 1, Text = "found" });
        Assert.Equal("found", (await passages.GetAsync(1))!.Text);
        Assert.Equal([name], await store.ListCollectionNamesAsync().ToListAsync());
        await using var source = NpgsqlDataSource.Create(Servers.Postgres);
        await using var types = source.CreateCommand($"SELECT count(*) FROM pg_type JOIN pg_namespace AS n ON n.oid = typnamespace WHERE nspname = '{_schema}' AND typname = 'vector'");
        Assert.Equal(0L, await types.ExecuteScalarAsync()); // pgvector's type could not be added any more
    }

    [Fact]
    public async Task Read_FromADatabaseThatCannotBeReached_SaysWhatToCheck()
    {
        using var store = new PostgresVectorStore("Host=127.0.0.1;Port=1;Username=nobody;Password=secret;Timeout=2");
        var fault = await Assert.ThrowsAsync<VectorStoreException>(() => store.CollectionExistsAsync("passages"));
        Assert.Contains("check that it runs", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.ToString(), StringComparison.Ordinal);
    }

    private static VectorStoreCollection<int, Passage> Passages(VectorStore store) => store.GetCollection<int, Passage>("passages");

    private static async Task<List<string>> TextsAsync(VectorStore store) => await Passages(store).GetAsync(static passage => true, 10).Select(static passage => passage.Text).ToListAsync();

    private PostgresVectorStore Open(IEmbeddingGenerator generator) =>
        new(new PostgresVectorStoreOptions(Servers.Postgres) { Schema = _schema, EmbeddingGenerator = generator, VectorFormat = PostgresVectorFormat.RealArray });
}
