namespace SK.EmbeddingGemma.InMemory;

/// <summary>How arrays and lists of one type are read.</summary>
internal abstract class CollectionFormat
{
    /// <summary>Returns the type of the array or the list.</summary>
    public abstract Type TypeOf(bool isArray);

    /// <summary>Reads an array or a list, of whose elements some may be absent.</summary>
    /// <exception cref="InvalidDataException">What is there is none.</exception>
    public abstract object Read(BinaryReader reader, bool isArray);
}
