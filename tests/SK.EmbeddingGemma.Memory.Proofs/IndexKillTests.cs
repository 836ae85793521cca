using System.Globalization;
using Microsoft.Data.Sqlite;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Kills <c>embeddinggemma index</c> at random points; the next run goes on, and ends with what an unbroken run has.</summary>
public sealed class IndexKillTests : IDisposable
{
    private const string Tool = "embeddinggemma.dll";
    private const int Files = 60;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Index_Killed_GoesOnAndEndsAsAnUnbrokenRun()
    {
        for (var file = 0; file < Files; file++)
        {
            var paragraphs = Enumerable.Range(0, 1 + (file % 7)).Select(i => string.Create(CultureInfo.InvariantCulture, $"Paragraph {i} of file {file} says that ") + string.Join(' ', Enumerable.Repeat("the service is restarted when its configuration changes.", 12)));
            _folder.Write(string.Create(CultureInfo.InvariantCulture, $"texts/file{file}.md"), string.Join("\n\n", paragraphs));
        }

        await RunAsync("whole.db");
        var expected = await CountsAsync("whole.db");
        Assert.Contains(expected.Values, rows => rows >= Files); // a record for each file at least
        var random = new Random(3);
        for (var (kills, store) = (0, 0); kills < StoreKillTests.Kills; store++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"killed{store}.db");
            for (var times = random.Next(1, 6); times > 0 && kills < StoreKillTests.Kills; times--, kills++)
            {
                using var victim = Start(name);
                await victim.KillAfterAsync(0, TimeSpan.FromMilliseconds(random.Next(400, 1600)));
                await CountsAsync(name);
            }

            await RunAsync(name);
            Assert.Equal(expected, await CountsAsync(name));
        }
    }

    private VictimProcess Start(string store) => VictimProcess.Start(Tool, "index", _folder.PathOf("texts"), "--store", _folder.PathOf(store), "--model", "nano", "--quiet");

    private async Task RunAsync(string store)
    {
        using var run = Start(store);
        await run.EndAsync();
    }

    /// <summary>Asserts that the database is sound, if it is there yet, and returns the number of rows in each table.</summary>
    private async Task<SortedDictionary<string, long>> CountsAsync(string store)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (!File.Exists(_folder.PathOf(store)))
            return counts;

        await using var connection = new SqliteConnection($"Data Source={_folder.PathOf(store)};Mode=ReadWrite;Pooling=False");
        await connection.OpenAsync(Cancellation);
        Assert.Equal("ok", await ScalarAsync(connection, "PRAGMA integrity_check"));
        var tables = new List<string>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT GLOB '*_text*' AND name NOT LIKE 'sqlite_%'";
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            while (await reader.ReadAsync(Cancellation))
                tables.Add(reader.GetString(0));
        }

        foreach (var table in tables)
            counts[table] = (long)(await ScalarAsync(connection, $"SELECT count(*) FROM \"{table}\""))!;
        return counts;
    }

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names of the database's own tables
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
