using Npgsql;

namespace Cluster;

/// <summary>Creates the tables in which Orleans keeps its members in PostgreSQL, where they are missing.</summary>
internal static class PostgresMembership
{
    private const long Lock = 7_205_113;

    public static async Task EnsureAsync(string connectionString)
    {
        using var reader = new StreamReader(typeof(PostgresMembership).Assembly.GetManifestResourceStream("membership.sql")!);
        var script = await reader.ReadToEndAsync();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = Lock } } })
            await wait.ExecuteNonQueryAsync(); // silos that start together do it one after another
        await using (var create = new NpgsqlCommand(script, connection))
            await create.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
