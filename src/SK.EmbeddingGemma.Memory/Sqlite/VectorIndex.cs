using SK.EmbeddingGemma.Quantisation;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>The copy in memory of one property's vectors, brought up to date before each search, whoever wrote. Thread-safe.</summary>
internal sealed class VectorIndex(VectorColumn column) : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly QuantisedIndex _index = new(column.Property.Dimensions, column.Measure);
    private long _change = -1;

    /// <summary>Gives the records that are likely the nearest.</summary>
    public List<long> Candidates(
        SqliteSession session, CollectionLayout layout, ReadOnlySpan<float> query, int count, IReadOnlySet<long>? allowed, CancellationToken cancellationToken)
    {
        Refresh(session, layout, cancellationToken);
        _lock.EnterReadLock();
        try
        {
            return _index.Candidates(query, count, allowed, cancellationToken);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private void Refresh(SqliteSession session, CollectionLayout layout, CancellationToken cancellationToken)
    {
        var row = session.Prepare("SELECT change, forgotten FROM embeddinggemma_collections WHERE id = ?").Begin(layout.Collection);
        row.Step();
        var (change, forgotten) = (row.Integer(0), row.Integer(1));
        row.Reset();
        if (Volatile.Read(ref _change) >= change)
            return;

        _lock.EnterWriteLock();
        try
        {
            if (_change >= change)
                return;
            if (_change < forgotten)
            {
                _index.Clear(); // it may have what was deleted when nobody remembers
                _change = -1;
            }

            Apply(session, layout, _change, cancellationToken);
            Volatile.Write(ref _change, change);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private void Apply(SqliteSession session, CollectionLayout layout, long since, CancellationToken cancellationToken)
    {
        var deleted = session.Prepare("SELECT record FROM embeddinggemma_deletions WHERE collection = ? AND change > ?").Begin(layout.Collection, since);
        while (deleted.Step())
            _index.Remove(deleted.Integer(0));
        deleted.Reset();

        // Deletions first: a vector that is there was written after them.
        var buffer = new float[column.Property.Dimensions];
        var written = session.Prepare(since < 0 ? $"SELECT _id, vector FROM {column.Table}" : $"SELECT _id, vector FROM {column.Table} WHERE change > ?");
        _ = since < 0 ? written.Begin() : written.Begin(since);
        while (written.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _index.Set(written.Integer(0), VectorBlob.Read(written.Blob(1), column.Format, buffer));
        }

        written.Reset();
    }
}
