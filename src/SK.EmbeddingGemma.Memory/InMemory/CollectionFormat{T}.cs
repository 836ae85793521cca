namespace SK.EmbeddingGemma.InMemory;

/// <summary>How arrays and lists of type <typeparamref name="T"/> are read.</summary>
internal sealed class CollectionFormat<T>(Func<BinaryReader, T> read) : CollectionFormat
{
    /// <inheritdoc/>
    public override Type TypeOf(bool isArray) => isArray ? typeof(T[]) : typeof(List<T>);

    /// <inheritdoc/>
    public override object Read(BinaryReader reader, bool isArray)
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
