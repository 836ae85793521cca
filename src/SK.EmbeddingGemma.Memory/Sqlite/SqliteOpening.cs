using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Opens connections and sets them up.</summary>
internal static class SqliteOpening
{
    /// <summary>Opens a database and makes sure that it is ours.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is not ours.</exception>
    public static SqliteSession Open(string path, bool isInMemory, TimeSpan busyTimeout)
    {
        if (isInMemory)
            return Prepared(new() { DataSource = path, Mode = SqliteOpenMode.Memory }, path, busyTimeout, isReadOnly: false);
        if (!IsReadOnly(path))
            return Prepared(new() { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate }, path, busyTimeout, isReadOnly: false);

        try
        {
            return Prepared(new() { DataSource = path, Mode = SqliteOpenMode.ReadOnly }, path, busyTimeout, isReadOnly: true);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY && !HasJournal(path))
        {
            // In a folder where nothing can be written no index of the journal can be made: what nobody can change needs none.
            var address = new UriBuilder(new Uri(path)) { Query = "immutable=1" }.Uri.AbsoluteUri;
            return Prepared(new() { DataSource = address, Mode = SqliteOpenMode.ReadOnly }, path, busyTimeout, isReadOnly: true);
        }
    }

    private static SqliteSession Prepared(SqliteConnectionStringBuilder settings, string path, TimeSpan busyTimeout, bool isReadOnly)
    {
        settings.Pooling = false;
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection, isReadOnly || raw.sqlite3_db_readonly(connection.Handle, "main") == 1);
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds}"));
            DatabaseFormat.Ensure(session, path);
            session.Execute("PRAGMA foreign_keys = ON");
            session.Execute("PRAGMA synchronous = NORMAL"); // whole after a crash of the process or the machine; only the latter may lose the last transactions
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool IsReadOnly(string path) => File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);

    private static bool HasJournal(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
}
