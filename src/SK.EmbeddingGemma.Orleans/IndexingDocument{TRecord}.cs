namespace SK.EmbeddingGemma;

/// <summary>A document of an <see cref="IIndexingSource{TRecord}"/>. Immutable, as its record is left alone.</summary>
/// <typeparam name="TRecord">The type of the record.</typeparam>
#pragma warning disable CA1000 // Factories that name what they make.
public sealed class IndexingDocument<TRecord>
    where TRecord : class
{
    private IndexingDocument(string id, string position, TRecord? record, string? fault)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrEmpty(position);
        (Id, Position, Record, Fault) = (id, position, record, fault);
    }

    /// <summary>Gets what names the document in reports.</summary>
    public string Id { get; }

    /// <summary>Gets where it stands in its partition: reading goes on after it.</summary>
    public string Position { get; }

    /// <summary>Gets what is stored, with its key: the same key whenever the document is read, so that storing it twice is storing it once. <see langword="null"/> where it could not be read.</summary>
    public TRecord? Record { get; }

    /// <summary>Gets why the document could not be read, or <see langword="null"/>.</summary>
    public string? Fault { get; }

    /// <summary>Makes a document.</summary>
    /// <exception cref="ArgumentException"><paramref name="id"/> or <paramref name="position"/> is empty.</exception>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static IndexingDocument<TRecord> Create(string id, string position, TRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new(id, position, record, fault: null);
    }

    /// <summary>Makes a document that could not be read: it is set aside and reported.</summary>
    /// <param name="id">What names it.</param>
    /// <param name="position">Where it stands.</param>
    /// <param name="fault">Why, without anything of its text: the reason is kept and reported.</param>
    /// <exception cref="ArgumentException">An argument is empty.</exception>
    public static IndexingDocument<TRecord> Unreadable(string id, string position, string fault)
    {
        ArgumentException.ThrowIfNullOrEmpty(fault);
        return new(id, position, record: null, fault);
    }
}
