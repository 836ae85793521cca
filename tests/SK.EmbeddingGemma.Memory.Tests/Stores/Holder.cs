using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A record with a value of any type, plain, in an array and in a list.</summary>
public sealed class Holder<T>
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData]
    public T? Value { get; set; }

    [VectorStoreData]
    public T[]? Array { get; set; }

    [VectorStoreData]
    public List<T>? List { get; set; }
}
