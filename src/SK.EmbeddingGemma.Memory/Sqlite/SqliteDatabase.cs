using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>
/// The file and the connections to it: any number that read, one of this process that writes; other processes wait for their turn. Thread-safe. Work runs on
/// the thread pool, because SQLite blocks; a cancelled one is interrupted.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const string InMemory = ":memory:";

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _writers = new(1, 1);
    private readonly TimeSpan _busyTimeout;
    private readonly bool _isInMemory;
    private int _disposed;

    /// <summary>Remembers what to open; nothing is opened before the first operation.</summary>
    public SqliteDatabase(string path, TimeSpan busyTimeout)
    {
        _isInMemory = path == InMemory;
        _busyTimeout = busyTimeout;
        Path = _isInMemory ? path : System.IO.Path.GetFullPath(path);
    }

    /// <summary>Gets the whole path.</summary>
    public string Path { get; }

    /// <summary>Gets the name of the database: that of its file, without the extension.</summary>
    public string Name => _isInMemory ? InMemory : System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Reads from one state of the database.</summary>
    public async Task<T> ReadAsync<T>(string operation, string? collection, Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        // A database in memory lives in one connection.
        if (_isInMemory)
            return await WriteAsync(operation, collection, work, cancellationToken).ConfigureAwait(false);
        ObjectDisposedException.ThrowIf(_disposed != 0, typeof(SqliteVectorStore));
        return await Task.Run(() => Run(operation, collection, writes: false, work, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes all or nothing.</summary>
    public async Task<T> WriteAsync<T>(string operation, string? collection, Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, typeof(SqliteVectorStore));
        await _writers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Run(operation, collection, writes: true, work, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _writers.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Empty();
    }

    private T Run<T>(string operation, string? collection, bool writes, Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            var session = _idle.TryTake(out var idle) ? idle : SqliteOpening.Open(Path, _isInMemory, _busyTimeout);
            return Run(session, writes, work, cancellationToken);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The operation was cancelled, and nothing of it was written.", exception, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw SqliteFault.From(exception, Path, operation, collection);
        }
        catch (InvalidDataException exception)
        {
            throw SqliteFault.Create(exception.Message, Path, operation, collection, exception);
        }
    }

    private T Run<T>(SqliteSession session, bool writes, Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            using var interruption = cancellationToken.Register(static state => ((SqliteSession)state!).Interrupt(), session);
            return session.InTransaction(writes, work);
        }
        finally
        {
            _idle.Add(session);
            if (_disposed != 0)
                Empty();
        }
    }

    private void Empty()
    {
        while (_idle.TryTake(out var session))
            session.Dispose();
    }
}
