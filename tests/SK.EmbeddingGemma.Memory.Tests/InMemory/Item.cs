using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.InMemory;

/// <summary>A record with data of many types.</summary>
public sealed class Item
{
    [VectorStoreKey]
    public Guid Id { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string? Text { get; set; }

    [VectorStoreData(IsIndexed = true, StorageName = "n")]
    public int Number { get; set; }

    [VectorStoreData]
    public int? Optional { get; set; }

    [VectorStoreData]
    public string[]? Tags { get; set; }

    [VectorStoreData]
    public List<int>? Numbers { get; set; }

    [VectorStoreData]
    public byte[]? Bytes { get; set; }

    [VectorStoreData]
    public DateTimeOffset When { get; set; }

    [VectorStoreData]
    public decimal Price { get; set; }

    [VectorStoreVector(3)]
    public ReadOnlyMemory<float> Vector { get; set; }
}
