using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>An open connection with the statements it has prepared. Serves one operation at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private const int MostStatements = 64;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    /// <summary>Takes over an open connection.</summary>
    public SqliteSession(SqliteConnection connection, bool isReadOnly)
    {
        _connection = connection;
        IsReadOnly = isReadOnly;
        Handle = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
    }

    /// <summary>Gets whether the database can only be read.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Gets the connection as SQLite knows it.</summary>
    public sqlite3 Handle { get; }

    /// <summary>Gets a statement, kept for the next time. It is in use until it is reset: the same SQL must not be asked for meanwhile.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known;
        return _statements[sql] = new(Handle, sql);
    }

    /// <summary>Makes a statement for one use, which the caller disposes.</summary>
    public SqliteStatement Compile(string sql) => new(Handle, sql);

    /// <summary>Runs SQL without results.</summary>
    public void Execute(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var statement = Compile(sql);
        statement.Run(parameters);
    }

    /// <summary>Gets the first value of the first row; <see langword="null"/> where there is no row.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var statement = Compile(sql);
        statement.Begin(parameters);
        return statement.Step() ? statement.Value(0) : null;
    }

    /// <summary>Runs work between the beginning and the end of a transaction; whatever is thrown undoes all of it.</summary>
    public T InTransaction<T>(bool writes, Func<SqliteSession, T> work)
    {
        if (_statements.Count >= MostStatements)
            Forget(); // only here is none of them in use
        Execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
        try
        {
            var result = work(this);
            foreach (var statement in _statements.Values)
                statement.Reset(); // one that was not stepped to its end would go on reading
            Execute("COMMIT");
            return result;
        }
        catch
        {
            Forget(); // running statements would hold the transaction open
            if (raw.sqlite3_get_autocommit(Handle) == 0)
                Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>Ends and forgets all prepared statements.</summary>
    public void Forget()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
    }

    /// <summary>Makes whatever runs stop with an error. May be called by any thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(Handle);

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _connection.Dispose();
    }
}
