using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>
/// A prepared statement, used without the layers of ADO.NET: a scan over vectors reads them where they lie. Columns count from 0, parameters from 1.
/// Not thread-safe; a span is valid until the next step.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <exception cref="SqliteException">The SQL cannot be compiled.</exception>
    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out _statement), database);
    }

    /// <summary>Runs it to its end with these parameters.</summary>
    /// <exception cref="SqliteException">It fails.</exception>
    public void Run(params ReadOnlySpan<object?> parameters)
    {
        Begin(parameters);
        while (Step())
        {
            // what a PRAGMA returns is of no interest here
        }

        Reset();
    }

    /// <summary>Makes it ready to be stepped through with these parameters.</summary>
    public SqliteStatement Begin(params ReadOnlySpan<object?> parameters)
    {
        Reset();
        for (var index = 0; index < parameters.Length; index++)
            Bind(index + 1, parameters[index]);
        return this;
    }

    /// <summary>Goes to the next row; returns whether there is one.</summary>
    /// <exception cref="SqliteException">It fails.</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW)
            return true;
        if (result is raw.SQLITE_DONE)
            return false;
        SqliteException.ThrowExceptionForRC(result, _database);
        return false;
    }

    /// <summary>Ends a run before its end, which gives locks back. Does not fail: a failed run was reported by <see cref="Step"/>.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    /// <summary>Gets whether the value is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>Gets a whole number; 0 for NULL.</summary>
    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Gets a text, or <see langword="null"/>.</summary>
    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column)); // as bytes: a text may hold U+0000

    /// <summary>Gets bytes where they lie.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Gets a value in its stored form.</summary>
    public object? Value(int column) => raw.sqlite3_column_type(_statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(_statement, column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(_statement, column),
        raw.SQLITE_TEXT => Text(column),
        _ => Blob(column).ToArray(),
    };

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private void Bind(int index, object? value)
    {
        var result = value switch
        {
            null => raw.sqlite3_bind_null(_statement, index),
            long number => raw.sqlite3_bind_int64(_statement, index, number),
            double number => raw.sqlite3_bind_double(_statement, index, number),
            "" => raw.sqlite3_bind_text(_statement, index, ""), // an empty span would be NULL
            string text => raw.sqlite3_bind_text(_statement, index, Encoding.UTF8.GetBytes(text).AsSpan()),
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_statement, index, 0),
            byte[] bytes => raw.sqlite3_bind_blob(_statement, index, bytes),
            _ => throw new NotSupportedException($"A value of type '{value.GetType().Name}' is no stored form."),
        };
        SqliteException.ThrowExceptionForRC(result, _database);
    }
}
