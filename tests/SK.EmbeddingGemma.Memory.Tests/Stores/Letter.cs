using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A record whose vector a generator makes of a text.</summary>
public sealed class Letter
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string? Text { get; set; }

    [VectorStoreVector(32)]
    public string? Embedding { get; set; }
}
