using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Sqlite;

/// <summary>A record with data of many types.</summary>
public sealed class Item
{
    [VectorStoreKey]
    public string Key { get; set; } = "";

    [VectorStoreData(IsIndexed = true)]
    public string? Name { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string? Text { get; set; }

    [VectorStoreData]
    public int? Number { get; set; }

    [VectorStoreData]
    public bool? Flag { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public decimal Price { get; set; }

    [VectorStoreData]
    public ulong Size { get; set; }

    [VectorStoreData]
    public double Ratio { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public DateTimeOffset At { get; set; }

    [VectorStoreData]
    public DateTime When { get; set; }

    [VectorStoreData]
    public Guid Id { get; set; }

    [VectorStoreData]
    public string[]? Tags { get; set; }

    [VectorStoreData]
    public List<int?>? Numbers { get; set; }

    [VectorStoreData]
    public byte[]? Bytes { get; set; }

    [VectorStoreVector(3)]
    public ReadOnlyMemory<float>? Vector { get; set; }
}
