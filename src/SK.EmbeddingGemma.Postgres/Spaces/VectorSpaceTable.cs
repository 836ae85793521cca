using Npgsql;
using NpgsqlTypes;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Spaces;

/// <summary>Reads and writes what the database says about the spaces of vectors.</summary>
internal static class VectorSpaceTable
{
    /// <summary>Reads it for a property.</summary>
    public static async Task<VectorSpaceState> ReadAsync(PostgresSession session, CollectionLayout layout, VectorColumn column)
    {
        var states = await session.ListAsync(
            $"""
            SELECT c.space, s.identity, c.target, t.identity FROM {StoreTables.Columns(session)} AS c
            LEFT JOIN {StoreTables.Spaces(session)} AS s ON s.id = c.space LEFT JOIN {StoreTables.Spaces(session)} AS t ON t.id = c.target
            WHERE c.collection = $1 AND c.ordinal = $2
            """,
            [layout.Collection, column.Ordinal],
            static row => new VectorSpaceState(Number(row, 0), Text(row, 1), Number(row, 2), Text(row, 3))).ConfigureAwait(false);
        return states.FirstOrDefault() ?? VectorSpaceState.Empty;
    }

    /// <summary>Changes it for a property.</summary>
    public static Task WriteAsync(PostgresSession session, CollectionLayout layout, VectorColumn column, long? space, long? target) => session.ExecuteAsync(
        $"UPDATE {StoreTables.Columns(session)} SET space = $1, target = $2 WHERE collection = $3 AND ordinal = $4",
        PostgresSession.Parameter(space, NpgsqlDbType.Bigint), PostgresSession.Parameter(target, NpgsqlDbType.Bigint), layout.Collection, column.Ordinal);

    /// <summary>Gets the number of a space, which is added if it is new.</summary>
    public static async Task<long> NumberAsync(PostgresSession session, string identity)
    {
        await session.ExecuteAsync($"INSERT INTO {StoreTables.Spaces(session)} (identity) VALUES ($1) ON CONFLICT DO NOTHING", identity).ConfigureAwait(false);
        return (long)(await session.ScalarAsync($"SELECT id FROM {StoreTables.Spaces(session)} WHERE identity = $1", identity).ConfigureAwait(false))!;
    }

    private static long? Number(NpgsqlDataReader row, int index) => row.IsDBNull(index) ? null : row.GetInt64(index);

    private static string? Text(NpgsqlDataReader row, int index) => row.IsDBNull(index) ? null : row.GetString(index);
}
