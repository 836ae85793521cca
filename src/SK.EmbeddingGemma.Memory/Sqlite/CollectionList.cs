namespace SK.EmbeddingGemma.Sqlite;

/// <summary>The collections of a database.</summary>
internal static class CollectionList
{
    /// <summary>Gives the names, in their order.</summary>
    public static List<string> Names(SqliteSession session)
    {
        List<string> names = [];
        using var rows = session.Compile("SELECT name FROM embeddinggemma_collections ORDER BY name");
        while (rows.Step())
            names.Add(rows.Text(0)!);
        return names;
    }

    /// <summary>Returns whether there is a collection of that name.</summary>
    public static bool Exists(SqliteSession session, string name) => session.Scalar("SELECT 1 FROM embeddinggemma_collections WHERE name = ?", name) is not null;

    /// <summary>Deletes a collection with all its records; returns whether there was one.</summary>
    public static bool Delete(SqliteSession session, string name)
    {
        if (session.Scalar("SELECT id FROM embeddinggemma_collections WHERE name = ?", name) is not long collection)
            return false;

        session.Forget(); // statements that are still prepared would lock the tables
        List<int> vectors = [];
        using (var rows = session.Compile("SELECT ordinal FROM embeddinggemma_columns WHERE collection = ? AND kind = ?"))
        {
            rows.Begin(collection, StoredColumn.Vector);
            while (rows.Step())
                vectors.Add((int)rows.Integer(0));
        }

        session.Execute($"DROP TABLE IF EXISTS {SqlName.Texts(collection)}");
        foreach (var ordinal in vectors)
            session.Execute($"DROP TABLE {SqlName.Vectors(collection, ordinal)}");
        session.Execute($"DROP TABLE IF EXISTS {SqlName.Records(collection)}");
        session.Execute("DELETE FROM embeddinggemma_collections WHERE id = ?", collection);
        return true;
    }
}
