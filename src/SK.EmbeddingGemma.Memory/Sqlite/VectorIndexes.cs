using System.Collections.Concurrent;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>The copies in memory of a store, made when they are first searched. Thread-safe.</summary>
internal sealed class VectorIndexes
{
    private readonly ConcurrentDictionary<string, VectorIndex> _indexes = new(StringComparer.Ordinal);

    /// <summary>Gets that of one property.</summary>
    public VectorIndex Of(VectorColumn column) => _indexes.GetOrAdd(column.Table, static (_, made) => new(made), column);

    /// <summary>Forgets all: the next search makes anew what it needs.</summary>
    public void Clear() => _indexes.Clear();
}
