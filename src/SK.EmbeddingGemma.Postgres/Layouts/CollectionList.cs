using SK.EmbeddingGemma.Databases;

namespace SK.EmbeddingGemma.Layouts;

/// <summary>The collections of a store.</summary>
internal static class CollectionList
{
    /// <summary>Gives the names, in their order.</summary>
    public static Task<List<string>> NamesAsync(PostgresSession session) =>
        session.ListAsync($"SELECT name FROM {StoreTables.Collections(session)} ORDER BY name", [], static row => row.GetString(0));

    /// <summary>Returns whether there is a collection of that name.</summary>
    public static async Task<bool> ExistsAsync(PostgresSession session, string name) =>
        await session.ScalarAsync($"SELECT 1 FROM {StoreTables.Collections(session)} WHERE name = $1", name).ConfigureAwait(false) is not null;

    /// <summary>Deletes a collection with all its records; returns whether there was one.</summary>
    public static async Task<bool> DeleteAsync(PostgresSession session, string name)
    {
        await StoreTables.LockAsync(session).ConfigureAwait(false);
        if (await session.ScalarAsync($"SELECT id FROM {StoreTables.Collections(session)} WHERE name = $1", name).ConfigureAwait(false) is not long collection)
            return false;
        await StoreTables.LockVectorsAsync(session, collection, exclusively: true).ConfigureAwait(false); // whoever writes records ends first
        if (await session.ScalarAsync($"DELETE FROM {StoreTables.Collections(session)} WHERE id = $1 RETURNING table_name", collection).ConfigureAwait(false) is not string table)
            return false;
        await session.ExecuteAsync($"DROP TABLE IF EXISTS {session.Table(table)}").ConfigureAwait(false);
        return true;
    }
}
