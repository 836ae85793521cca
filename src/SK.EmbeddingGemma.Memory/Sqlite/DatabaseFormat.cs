using System.Globalization;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Recognises our databases, and makes new ones: the tables that tell which collections there are and how they are stored.</summary>
internal static class DatabaseFormat
{
    /// <summary>What marks a file as ours, in its header: "SKEG".</summary>
    public const int ApplicationId = 0x534B4547;

    /// <summary>The version that this code reads and writes.</summary>
    public const int Version = 1;

    private const string Tables = """
        CREATE TABLE embeddinggemma_collections (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            layout INTEGER NOT NULL DEFAULT 0,
            change INTEGER NOT NULL DEFAULT 0,
            forgotten INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE embeddinggemma_spaces (
            id INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE);
        CREATE TABLE embeddinggemma_columns (
            collection INTEGER NOT NULL REFERENCES embeddinggemma_collections(id) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            name TEXT NOT NULL,
            "column" TEXT NOT NULL,
            kind TEXT NOT NULL,
            type TEXT NOT NULL,
            dimensions INTEGER,
            distance TEXT,
            format TEXT,
            full_text INTEGER NOT NULL DEFAULT 0,
            space INTEGER REFERENCES embeddinggemma_spaces(id),
            target INTEGER REFERENCES embeddinggemma_spaces(id),
            PRIMARY KEY (collection, name));
        CREATE TABLE embeddinggemma_deletions (
            collection INTEGER NOT NULL REFERENCES embeddinggemma_collections(id) ON DELETE CASCADE,
            change INTEGER NOT NULL,
            record INTEGER NOT NULL,
            PRIMARY KEY (collection, change, record)) WITHOUT ROWID;
        """;

    /// <summary>Checks that a database is ours, and makes it so if it is empty.</summary>
    /// <exception cref="InvalidDataException">It is another program's, a newer version's, or empty and read-only.</exception>
    public static void Ensure(SqliteSession session, string path)
    {
        if (IsOurs(session, path))
            return;
        if (session.IsReadOnly)
            throw new InvalidDataException($"The database '{path}' is empty and read-only: let a process that may write create its collections first.");

        session.Execute("PRAGMA page_size = 8192"); // two vectors of 768 floats a page
        session.Execute("PRAGMA journal_mode = WAL");
        session.InTransaction(writes: true, open =>
        {
            if (!IsOurs(open, path))
                Create(open);
            return true;
        });
    }

    private static void Create(SqliteSession session)
    {
        foreach (var sql in Tables.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            session.Execute(sql);
        session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
    }

    /// <summary>Returns whether it is ours, in contrast to an empty one.</summary>
    private static bool IsOurs(SqliteSession session, string path)
    {
        var application = (long)session.Scalar("PRAGMA application_id")!;
        if (application == ApplicationId)
        {
            return (long)session.Scalar("PRAGMA user_version")! is var version && version <= Version
                ? true
                : throw new InvalidDataException(
                    $"The database '{path}' was written by a newer version of this library (format {version}, this one reads up to {Version}): update the package, or use another file.");
        }

        return application == 0 && (long)session.Scalar("SELECT count(*) FROM sqlite_master")! == 0
            ? false
            : throw new InvalidDataException($"The database '{path}' belongs to another program, and nothing was changed in it: use another file for vectors.");
    }
}
