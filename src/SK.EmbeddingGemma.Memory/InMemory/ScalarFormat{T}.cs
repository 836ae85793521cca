namespace SK.EmbeddingGemma.InMemory;

/// <summary>How values of type <typeparamref name="T"/> are written.</summary>
internal sealed class ScalarFormat<T>(FileValueKind kind, Action<BinaryWriter, T> write, Func<BinaryReader, T> read) : ScalarFormat(kind)
    where T : notnull
{
    /// <inheritdoc/>
    public override Type Type => typeof(T);

    /// <inheritdoc/>
    public override Type ArrayType => typeof(T[]);

    /// <inheritdoc/>
    public override Type ListType => typeof(List<T>);

    /// <inheritdoc/>
    public override void Write(BinaryWriter writer, object value) => write(writer, (T)value);

    /// <inheritdoc/>
    public override object Read(BinaryReader reader) => read(reader);

    /// <inheritdoc/>
    public override object ReadItems(BinaryReader reader, bool isArray)
    {
        var count = reader.ReadInt32();
        if (count < 0)
            throw new InvalidDataException("A list has less than no items.");

        List<T> items = [];
        for (var index = 0; index < count; index++)
            items.Add(reader.ReadBoolean() ? read(reader) : default!);
        return isArray ? items.ToArray() : items;
    }
}
