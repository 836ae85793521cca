namespace SK.EmbeddingGemma.InMemory;

/// <summary>How values of a type are written that has <see langword="null"/>.</summary>
internal sealed class ReferenceFormat<T>(FileValueKind kind, Action<BinaryWriter, T> write, Func<BinaryReader, T> read) : ScalarFormat<T>(kind, write, read)
    where T : class
{
    /// <inheritdoc/>
    public override CollectionFormat CollectionOf(bool nullable) =>
        nullable ? throw new InvalidDataException($"A list has nullable elements of the type {(int)Kind}, which there are not.") : new CollectionFormat<T>(Reader);
}
