using Npgsql;
using SK.EmbeddingGemma.TestSupport;

[assembly: AssemblyFixture(typeof(SK.EmbeddingGemma.StartedServers))]

namespace SK.EmbeddingGemma;

/// <summary>The databases of all tests.</summary>
internal static class Servers
{
    /// <summary>Names a database with pgvector to test with, in the words of Npgsql, where the machine's own PostgreSQL has none.</summary>
    public const string PgvectorVariable = "EMBEDDINGGEMMA_TEST_PGVECTOR";

    private const string Unreachable = "Host=127.0.0.1;Port=1;Username=nobody";

    private static readonly Lazy<PostgresServer?> Started = new(PostgresServer.TryStart);
    private static readonly Lazy<string?> Pgvector = new(FindPgvector);
    private static int _schemas;

    public static string Postgres => Started.Value?.ConnectionString ?? Unreachable;

    public static string WithPgvector => Pgvector.Value ?? Unreachable;

    /// <summary>Gets why tests on PostgreSQL are skipped, or <see langword="null"/>.</summary>
    public static string? PostgresSkip => Started.Value is null ? PostgresServer.SkipReason : null;

    /// <summary>Gets why tests with pgvector are skipped, or <see langword="null"/>.</summary>
    public static string? PgvectorSkip => Pgvector.Value is null ? $"PostgreSQL on this machine has no pgvector, and {PgvectorVariable} names no database that has it." : null;

    /// <summary>Returns a schema that nothing is in yet.</summary>
    public static string NewSchema() => FormattableString.Invariant($"suite_{Environment.ProcessId}_{Interlocked.Increment(ref _schemas)}");

    /// <summary>Stops what was started.</summary>
    public static void Stop()
    {
        if (Started.IsValueCreated)
            Started.Value?.Dispose();
    }

    private static string? FindPgvector()
    {
        if (Environment.GetEnvironmentVariable(PgvectorVariable) is { Length: > 0 } given)
            return given;
        if (Started.Value is not { } server)
            return null;

        using var source = NpgsqlDataSource.Create(server.ConnectionString);
        using var command = source.CreateCommand("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'");
        return command.ExecuteScalar() is null ? null : server.ConnectionString;
    }
}
