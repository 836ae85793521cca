using Microsoft.Data.Sqlite;
using Microsoft.Extensions.VectorData;
using SQLitePCL;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Makes the exceptions of SQLite into those of a vector store, with what went wrong and what to do.</summary>
internal static class SqliteFault
{
    /// <summary>The name of this kind of store in metadata and exceptions.</summary>
    public const string SystemName = "sqlite";

    /// <summary>Makes an exception from SQLite's own.</summary>
    public static VectorStoreException From(SqliteException exception, string path, string operation, string? collection) =>
        Create($"{Explain(exception, path)} (SQLite error {exception.SqliteErrorCode}/{exception.SqliteExtendedErrorCode}: {exception.Message})", path, operation, collection, exception);

    /// <summary>Makes an exception with the names that belong to it.</summary>
    public static VectorStoreException Create(string message, string path, string operation, string? collection, Exception? inner = null) => new(message, inner)
    {
        VectorStoreSystemName = SystemName,
        VectorStoreName = Path.GetFileNameWithoutExtension(path),
        CollectionName = collection,
        OperationName = operation,
    };

    private static string Explain(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => $"The disk of '{path}' is full, nothing of the operation was written: free space and repeat it.",
        raw.SQLITE_IOERR => $"Reading or writing '{path}' failed, nothing of the operation was written: check the disk, and whether it is full.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"The database '{path}' was locked by another writer for longer than {nameof(SqliteVectorStoreOptions)}.{nameof(SqliteVectorStoreOptions.BusyTimeout)}, nothing was written: repeat the operation, or allow more time.",
        raw.SQLITE_READONLY => $"The database '{path}' is read-only, nothing was written: make the file and its folder writable.",
        raw.SQLITE_CANTOPEN => $"The database '{path}' cannot be opened: check that its folder exists and that this user may read and write there.",
        raw.SQLITE_NOTADB => $"The file '{path}' is not a SQLite database: give the path of another file.",
        raw.SQLITE_CORRUPT => $"The database '{path}' is damaged: restore a copy.",
        raw.SQLITE_TOOBIG => $"A value is larger than SQLite keeps (about 1,000,000,000 bytes), nothing was written to '{path}': split it.",
        _ => $"An operation on the database '{path}' failed.",
    };
}
