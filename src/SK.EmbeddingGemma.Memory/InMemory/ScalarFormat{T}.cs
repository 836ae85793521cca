namespace SK.EmbeddingGemma.InMemory;

/// <summary>How values of type <typeparamref name="T"/> are written.</summary>
internal abstract class ScalarFormat<T>(FileValueKind kind, Action<BinaryWriter, T> write, Func<BinaryReader, T> read) : ScalarFormat(kind)
    where T : notnull
{
    /// <inheritdoc/>
    public override Type Type => typeof(T);

    /// <summary>Gets what reads a value.</summary>
    protected Func<BinaryReader, T> Reader { get; } = read;

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer, object value) => write(writer, (T)value);

    /// <inheritdoc/>
    public override object Read(BinaryReader reader) => Reader(reader);
}
