using Npgsql;
using NpgsqlTypes;

namespace SK.EmbeddingGemma.Databases;

/// <summary>One transaction. Used by one caller at a time.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
{
    /// <summary>Gets what ends the transaction.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Gives a table of the store's schema in SQL.</summary>
    public string Table(string name) => $"{SqlName.Quote(Schema)}.{SqlName.Quote(name)}";

    /// <summary>Gets the schema's name.</summary>
    public string Schema { get; } = schema;

    /// <summary>Runs a statement; returns the number of rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, params object?[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(CancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the first value of the first row; <see langword="null"/> where there is none.</summary>
    public async Task<object?> ScalarAsync(string sql, params object?[] values)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(CancellationToken).ConfigureAwait(false) is var value and not DBNull ? value : null;
    }

    /// <summary>Gives what is made of each row.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, object?[] values, Func<NpgsqlDataReader, T> make)
    {
        List<T> list = [];
        await foreach (var item in RowsAsync(sql, values, make).ConfigureAwait(false))
            list.Add(item);
        return list;
    }

    /// <summary>Gives what is made of each row, as they arrive.</summary>
    public async IAsyncEnumerable<T> RowsAsync<T>(string sql, object?[] values, Func<NpgsqlDataReader, T> make)
    {
        var command = Command(sql, values);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(CancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(CancellationToken).ConfigureAwait(false))
                    yield return make(reader);
            }
        }
    }

    /// <summary>Makes an empty batch, whose statements go to the database together.</summary>
    public NpgsqlBatch Batch() => connection.CreateBatch();

    /// <summary>Makes a parameter.</summary>
    public static NpgsqlParameter Parameter(object? value, NpgsqlDbType? type = null)
    {
        var parameter = new NpgsqlParameter { Value = value ?? DBNull.Value };
        if (type is { } given)
            parameter.NpgsqlDbType = given;
        return parameter;
    }

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? Parameter(value));
        return command;
    }
}
