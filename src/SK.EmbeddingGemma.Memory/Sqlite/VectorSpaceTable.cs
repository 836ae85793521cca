using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Reads and writes what the database says about the spaces of vectors.</summary>
internal static class VectorSpaceTable
{
    /// <summary>Reads it for a property.</summary>
    public static VectorSpaceState Read(SqliteSession session, CollectionLayout layout, VectorColumn column)
    {
        var row = session.Prepare("""
            SELECT c.space, s.identity, c.target, t.identity FROM embeddinggemma_columns AS c
            LEFT JOIN embeddinggemma_spaces AS s ON s.id = c.space LEFT JOIN embeddinggemma_spaces AS t ON t.id = c.target
            WHERE c.collection = ? AND c.ordinal = ?
            """).Begin(layout.Collection, (long)column.Ordinal);
        var state = row.Step() ? new(row.Value(0) as long?, row.Text(1), row.Value(2) as long?, row.Text(3)) : VectorSpaceState.Empty;
        row.Reset();
        return state;
    }

    /// <summary>Changes it for a property.</summary>
    public static void Write(SqliteSession session, CollectionLayout layout, VectorColumn column, long? space, long? target) =>
        session.Execute("UPDATE embeddinggemma_columns SET space = ?, target = ? WHERE collection = ? AND ordinal = ?", space, target, layout.Collection, (long)column.Ordinal);

    /// <summary>Gets the number of a space, which is added if it is new.</summary>
    public static long Number(SqliteSession session, string identity)
    {
        session.Execute("INSERT OR IGNORE INTO embeddinggemma_spaces (identity) VALUES (?)", identity);
        return (long)session.Scalar("SELECT id FROM embeddinggemma_spaces WHERE identity = ?", identity)!;
    }
}
