using Npgsql;
using NpgsqlTypes;
using SK.EmbeddingGemma.Databases;
using SK.EmbeddingGemma.Forms;
using SK.EmbeddingGemma.Layouts;
using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Rows;

/// <summary>Writes and deletes the records of a collection within the caller's transaction.</summary>
internal sealed class RecordWriter
{
    private readonly PostgresSession _session;
    private readonly CollectionLayout _layout;
    private readonly ScalarColumn[] _scalars;
    private readonly string _upsert;

    public RecordWriter(PostgresSession session, CollectionLayout layout)
    {
        (_session, _layout) = (session, layout);
        _scalars = [.. layout.Scalars];
        List<(string Column, string Value)> columns = [];
        foreach (var scalar in _scalars)
            columns.Add((scalar.Sql, Place()));
        foreach (var vector in layout.Vectors)
        {
            columns.Add((vector.Sql, vector.Stored(Place())));
            columns.Add((vector.Space, Place()));
            columns.Add((vector.Source, Place()));
        }

        var updates = string.Join(", ", columns.Select(static column => $"{column.Column} = excluded.{column.Column}"));
        _upsert = $"INSERT INTO {layout.Table} ({string.Join(", ", columns.Select(static column => column.Column))}) VALUES ({string.Join(", ", columns.Select(static column => column.Value))}) ON CONFLICT ({layout.Key.Sql}) DO UPDATE SET {updates}";

        string Place() => FormattableString.Invariant($"${columns.Count + 1}");
    }

    /// <summary>Writes records with their vectors, all in one exchange with the database.</summary>
    public async Task UpsertAsync(IReadOnlyList<object> records, IReadOnlyList<RecordVectors> vectors, IReadOnlyList<long?> spaces, bool keepSources)
    {
        var batch = _session.Batch();
        await using (batch.ConfigureAwait(false))
        {
            // In the order of keys, so that two batches with the same records wait for one another instead of both.
            var ordered = records.Select((record, index) => (Record: record, Index: index, Key: KeyOf(record))).OrderBy(static item => item.Key, KeyOrder.Instance);
            foreach (var (record, index, key) in ordered)
            {
                var command = new NpgsqlBatchCommand(_upsert);
                command.Parameters.Add(PostgresSession.Parameter(key, PostgresForm.DbType(_layout.Key.Codec)));
                foreach (var scalar in _scalars.Skip(1))
                    command.Parameters.Add(PostgresSession.Parameter(scalar.Read(record), PostgresForm.DbType(scalar.Codec)));
                for (var place = 0; place < vectors.Count; place++)
                    AddVector(command, vectors[place], record, index, spaces[place], keepSources);
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(_session.CancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes the records with these keys, as far as there are any.</summary>
    public Task<int> DeleteAsync(IEnumerable<object> keys) => _session.ExecuteAsync(
        $"DELETE FROM {_layout.Table} WHERE {_layout.Key.Sql} = ANY ($1)",
        PostgresForm.Array(_layout.Key.Codec.Kind, keys.Select(key => PostgresForm.Encode(_layout.Key.Codec, key))));

    private object KeyOf(object record) =>
        _layout.Key.Read(record) ?? throw new ArgumentException($"The key property '{_layout.Key.Property.ModelName}' of a record is null: give every record a key.", nameof(record));

    private static void AddVector(NpgsqlBatchCommand command, RecordVectors vectors, object record, int index, long? space, bool keepSources)
    {
        var source = keepSources && vectors.AreGenerated && vectors.Property.GetValueAsObject(record) is string text
            ? PostgresForm.Checked(text, $"The text of property '{vectors.Property.ModelName}'")
            : null;
        command.Parameters.Add(PostgresSession.Parameter(vectors[index]?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Real));
        command.Parameters.Add(PostgresSession.Parameter(vectors[index] is null ? null : space, NpgsqlDbType.Bigint));
        command.Parameters.Add(PostgresSession.Parameter(source, NpgsqlDbType.Text));
    }

    /// <summary>Orders the forms of keys.</summary>
    private sealed class KeyOrder : IComparer<object>
    {
        public static KeyOrder Instance { get; } = new();

        public int Compare(object? x, object? y) => x is long one && y is long other ? one.CompareTo(other) : string.CompareOrdinal((string?)x, (string?)y);
    }
}
