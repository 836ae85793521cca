namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Makes the full-text index of a collection. Triggers keep it in step with the records, in the transaction that changes them.</summary>
internal sealed class TextIndexBuilder(SqliteSession session, long collection)
{
    private readonly string _texts = SqlName.Texts(collection);
    private readonly string _records = SqlName.Records(collection);

    /// <summary>Makes the index over these columns, in place of one over others.</summary>
    public void Build(IReadOnlyList<string> columns)
    {
        foreach (var trigger in (string[])["insert", "delete", "update"])
            session.Execute($"DROP TRIGGER IF EXISTS {_texts}_{trigger}");
        session.Execute($"DROP TABLE IF EXISTS {_texts}");

        var names = string.Join(", ", columns.Select(SqlName.Quote));
        session.Execute($"CREATE VIRTUAL TABLE {_texts} USING fts5({names}, content='{_records}', content_rowid='_id', tokenize='unicode61 remove_diacritics 2')");

        var remove = $"INSERT INTO {_texts}({_texts}, rowid, {names}) VALUES ('delete', old._id, {Values("old", columns)})";
        var add = $"INSERT INTO {_texts}(rowid, {names}) VALUES (new._id, {Values("new", columns)})";
        var changed = string.Join(" OR ", columns.Select(column => $"old.{SqlName.Quote(column)} IS NOT new.{SqlName.Quote(column)}"));
        session.Execute($"CREATE TRIGGER {_texts}_insert AFTER INSERT ON {_records} BEGIN {add}; END");
        session.Execute($"CREATE TRIGGER {_texts}_delete AFTER DELETE ON {_records} BEGIN {remove}; END");
        session.Execute($"CREATE TRIGGER {_texts}_update AFTER UPDATE ON {_records} WHEN {changed} BEGIN {remove}; {add}; END");
        session.Execute($"INSERT INTO {_texts}({_texts}) VALUES ('rebuild')");
    }

    private static string Values(string row, IReadOnlyList<string> columns) => string.Join(", ", columns.Select(column => $"{row}.{SqlName.Quote(column)}"));
}
