namespace SK.EmbeddingGemma.InMemory;

/// <summary>A record as it is kept. Nothing in it changes: a new version of a record takes its place.</summary>
/// <param name="key">The key.</param>
/// <param name="order">What decides between equal scores: the number of records that were first stored before this one.</param>
/// <param name="data">The data by storage name; copies of the caller's.</param>
/// <param name="vectors">The vectors by storage name; absent where the record has none.</param>
internal sealed class StoredRecord(object key, long order, IReadOnlyDictionary<string, object?> data, IReadOnlyDictionary<string, StoredVector> vectors)
{
    private object? _view;

    /// <summary>Gets the key.</summary>
    public object Key => key;

    /// <summary>Gets what decides between equal scores: the lower first.</summary>
    public long Order => order;

    /// <summary>Gets the data by storage name.</summary>
    public IReadOnlyDictionary<string, object?> Data => data;

    /// <summary>Gets the vectors by storage name.</summary>
    public IReadOnlyDictionary<string, StoredVector> Vectors => vectors;

    /// <summary>Returns the same record at another place.</summary>
    public StoredRecord At(long place) => new(key, place, data, vectors);

    /// <summary>Returns the record as a caller's type for filters and sorting, made once for each type in turn. Never handed out.</summary>
    public TRecord View<TRecord>(Func<StoredRecord, TRecord> create)
        where TRecord : class
    {
        if (Volatile.Read(ref _view) is TRecord view)
            return view;

        view = create(this);
        Volatile.Write(ref _view, view);
        return view;
    }
}
