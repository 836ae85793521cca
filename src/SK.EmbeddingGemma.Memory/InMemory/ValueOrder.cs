namespace SK.EmbeddingGemma.InMemory;

/// <summary>The order of data: absent values first, texts by code unit, so that it is the same on every machine.</summary>
internal sealed class ValueOrder : IComparer<object?>
{
    /// <summary>The only instance.</summary>
    public static readonly ValueOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(object? x, object? y) => (x, y) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (null or IComparable, null or IComparable) => Comparer<object?>.Default.Compare(x, y),
        _ => throw new NotSupportedException("Arrays and lists have no order: sort by a property that holds one value."),
    };
}
