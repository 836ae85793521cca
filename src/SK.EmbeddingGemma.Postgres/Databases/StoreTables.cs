namespace SK.EmbeddingGemma.Databases;

/// <summary>The tables in which a store keeps what its collections are.</summary>
internal static class StoreTables
{
    /// <summary>What changes of all that is no record are made one after another with.</summary>
    private const long Lock = 0x456d6265_6447656d;

    /// <summary>Gets the table of collections.</summary>
    public static string Collections(PostgresSession session) => session.Table(SqlName.Own + "collections");

    /// <summary>Gets the table of their properties.</summary>
    public static string Columns(PostgresSession session) => session.Table(SqlName.Own + "columns");

    /// <summary>Gets the table of vector spaces.</summary>
    public static string Spaces(PostgresSession session) => session.Table(SqlName.Own + "spaces");

    /// <summary>Waits until nobody else changes tables; until the transaction ends, nobody else does.</summary>
    public static Task LockAsync(PostgresSession session) => session.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", Lock);

    /// <summary>Waits until nobody else has the vectors of a collection in hand: nobody who changes their space, or nobody at all.</summary>
    public static Task LockVectorsAsync(PostgresSession session, long collection, bool exclusively) =>
        session.ExecuteAsync($"SELECT pg_advisory_xact_lock{(exclusively ? "" : "_shared")}($1)", Lock + collection);

    /// <summary>Creates what is missing.</summary>
    public static async Task<bool> EnsureAsync(PostgresSession session)
    {
        // The last of the tables; asked first, because whoever only uses a store need not be allowed to create anything.
        if (await session.ScalarAsync("SELECT to_regclass($1)::text", Columns(session)).ConfigureAwait(false) is not null)
            return false;

        await LockAsync(session).ConfigureAwait(false);
        if (await session.ScalarAsync("SELECT 1 FROM pg_namespace WHERE nspname = $1", session.Schema).ConfigureAwait(false) is null)
            await session.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {SqlName.Quote(session.Schema)}").ConfigureAwait(false);
        await session.ExecuteAsync($"""
            CREATE TABLE IF NOT EXISTS {Collections(session)} (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE, table_name text NOT NULL DEFAULT '', layout bigint NOT NULL DEFAULT 0)
            """).ConfigureAwait(false);
        await session.ExecuteAsync($"""
            CREATE TABLE IF NOT EXISTS {Spaces(session)} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, identity text COLLATE "C" NOT NULL UNIQUE)
            """).ConfigureAwait(false);
        await session.ExecuteAsync($"""
            CREATE TABLE IF NOT EXISTS {Columns(session)} (
                collection bigint NOT NULL REFERENCES {Collections(session)} (id) ON DELETE CASCADE, ordinal integer NOT NULL, name text COLLATE "C" NOT NULL, column_name text NOT NULL,
                kind text NOT NULL, type text NOT NULL, dimensions integer NOT NULL, distance text, format text, full_text boolean NOT NULL,
                space bigint REFERENCES {Spaces(session)} (id), target bigint REFERENCES {Spaces(session)} (id), PRIMARY KEY (collection, ordinal), UNIQUE (collection, name))
            """).ConfigureAwait(false);
        return true;
    }
}
