namespace SK.EmbeddingGemma.InMemory;

/// <summary>How values of a type are written that has no <see langword="null"/>.</summary>
internal sealed class ValueFormat<T>(FileValueKind kind, Action<BinaryWriter, T> write, Func<BinaryReader, T> read) : ScalarFormat<T>(kind, write, read)
    where T : struct
{
    /// <inheritdoc/>
    public override CollectionFormat CollectionOf(bool nullable) =>
        nullable ? new CollectionFormat<T?>(reader => Reader(reader)) : new CollectionFormat<T>(Reader);
}
