using System.Data;
using Npgsql;

namespace SK.EmbeddingGemma.Databases;

/// <summary>A database that a store lives in: each operation is one transaction. Thread-safe.</summary>
internal sealed class PostgresDatabase : IDisposable
{
    private const int Attempts = 5;

    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private volatile bool _isPrepared;
    private volatile bool _isDisposed;

    /// <param name="connectionString">How to reach it.</param>
    /// <param name="schema">The schema that the store lives in.</param>
    public PostgresDatabase(string connectionString, string schema)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        Name = settings.Database ?? settings.Username ?? "";
        Schema = schema;
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>Gets the database's name.</summary>
    public string Name { get; }

    /// <summary>Gets the schema's name.</summary>
    public string Schema { get; }

    /// <summary>Reads from one state of the database.</summary>
    public Task<T> ReadAsync<T>(string operation, string? collection, Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(operation, collection, IsolationLevel.RepeatableRead, work, cancellationToken);

    /// <summary>Writes all or nothing.</summary>
    public Task<T> WriteAsync<T>(string operation, string? collection, Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(operation, collection, IsolationLevel.ReadCommitted, work, cancellationToken);

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _source.Dispose();
        _preparing.Dispose();
    }

    private async Task<T> RunAsync<T>(string operation, string? collection, IsolationLevel isolation, Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(PostgresVectorStore));
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await InTransactionAsync(isolation, work, cancellationToken).ConfigureAwait(false);
                }
                catch (PostgresException exception) when (attempt < Attempts && PostgresFault.IsConflict(exception))
                {
                    // another transaction won, and this one begins anew
                }
            }
        }
        catch (NpgsqlException exception)
        {
            throw PostgresFault.From(exception, Name, operation, collection);
        }
        catch (InvalidDataException exception)
        {
            throw PostgresFault.Create(exception.Message, Name, operation, collection, exception);
        }
    }

    private async Task<T> InTransactionAsync<T>(IsolationLevel isolation, Func<PostgresSession, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var result = await work(new(connection, Schema, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false); // short, and whoever cancels is told that nothing was written
                return result;
            }
        }
    }

    /// <summary>Creates the tables in which the store keeps what its collections are, once.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared)
            return;

        await _preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isPrepared)
                await InTransactionAsync(IsolationLevel.ReadCommitted, StoreTables.EnsureAsync, cancellationToken).ConfigureAwait(false);
            _isPrepared = true;
        }
        finally
        {
            _preparing.Release();
        }
    }
}
