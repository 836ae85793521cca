using SK.EmbeddingGemma.Records;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>Writes and deletes the records of a collection within the caller's transaction.</summary>
internal sealed class RecordWriter
{
    /// <summary>How many deletions are remembered; copies in memory that are older are made anew.</summary>
    private const long MostDeletions = 10_000;

    private readonly SqliteSession _session;
    private readonly CollectionLayout _layout;
    private readonly ScalarColumn[] _scalars;
    private readonly string _upsert;
    private readonly long _change;

    public RecordWriter(SqliteSession session, CollectionLayout layout)
    {
        _session = session;
        _layout = layout;
        _scalars = [.. layout.Scalars];
        string[] columns = [.. _scalars.Select(scalar => scalar.Sql), .. layout.Vectors.Select(vector => vector.Source)];
        var updates = string.Join(", ", columns.Select(column => $"{column} = excluded.{column}"));
        _upsert = $"INSERT INTO {layout.Records} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))}) ON CONFLICT ({layout.Key.Sql}) DO UPDATE SET {updates} RETURNING _id";
        _change = (long)session.Scalar("UPDATE embeddinggemma_collections SET change = change + 1 WHERE id = ? RETURNING change", layout.Collection)!;
    }

    /// <summary>Writes records with their vectors.</summary>
    public void Upsert(IReadOnlyList<object> records, IReadOnlyList<RecordVectors> vectors, IReadOnlyList<long?> spaces, bool keepSources, CancellationToken cancellationToken)
    {
        for (var index = 0; index < records.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = Upsert(records[index], vectors, keepSources);
            for (var place = 0; place < vectors.Count; place++)
                WriteVector(id, _layout.Vectors[place], vectors[place][index], spaces[place]);
        }
    }

    /// <summary>Deletes the records with these keys, as far as there are any.</summary>
    public void Delete(IEnumerable<object> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var deleted = _session.Prepare($"DELETE FROM {_layout.Records} WHERE {_layout.Key.Sql} = ? RETURNING _id").Begin(_layout.Key.Codec.Encode(key));
            long? id = deleted.Step() ? deleted.Integer(0) : null;
            deleted.Reset();
            if (id is { } record)
                Remember(record);
        }

        ForgetDeletions();
    }

    private long Upsert(object record, IReadOnlyList<RecordVectors> vectors, bool keepSources)
    {
        var values = new object?[_scalars.Length + vectors.Count];
        for (var index = 0; index < _scalars.Length; index++)
            values[index] = _scalars[index].Read(record);
        if (values[0] is null)
            throw new ArgumentException($"The key property '{_layout.Key.Property.ModelName}' of a record is null: give every record a key.", nameof(record));
        for (var index = 0; index < vectors.Count; index++)
            values[_scalars.Length + index] = keepSources && vectors[index].AreGenerated ? SourceOf(vectors[index], record) : null;

        var statement = _session.Prepare(_upsert).Begin(values);
        statement.Step();
        var id = statement.Integer(0);
        statement.Reset();
        return id;
    }

    private static string? SourceOf(RecordVectors vectors, object record) => vectors.Property.GetValueAsObject(record) as string;

    private void WriteVector(long id, VectorColumn column, ReadOnlyMemory<float>? vector, long? space)
    {
        if (vector is { } present)
        {
            _session.Prepare($"INSERT INTO {column.Table} (_id, vector, space, change) VALUES (?, ?, ?, ?) ON CONFLICT (_id) DO UPDATE SET vector = excluded.vector, space = excluded.space, change = excluded.change")
                .Run(id, VectorBlob.Write(present.Span, column.Format), space, _change);
            return;
        }

        var deleted = _session.Prepare($"DELETE FROM {column.Table} WHERE _id = ? RETURNING _id").Begin(id);
        var wasThere = deleted.Step();
        deleted.Reset();
        if (wasThere)
            Remember(id);
    }

    private void Remember(long record)
    {
        if (_layout.Vectors.Count > 0)
            _session.Prepare("INSERT OR IGNORE INTO embeddinggemma_deletions (collection, change, record) VALUES (?, ?, ?)").Run(_layout.Collection, _change, record);
    }

    private void ForgetDeletions()
    {
        if ((long)_session.Scalar("SELECT count(*) FROM embeddinggemma_deletions WHERE collection = ?", _layout.Collection)! <= MostDeletions)
            return;
        _session.Execute("DELETE FROM embeddinggemma_deletions WHERE collection = ?", _layout.Collection);
        _session.Execute("UPDATE embeddinggemma_collections SET forgotten = ? WHERE id = ?", _change, _layout.Collection);
    }
}
