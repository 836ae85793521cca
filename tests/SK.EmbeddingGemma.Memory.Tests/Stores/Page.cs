using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A record with two texts to look for words in.</summary>
public sealed class Page
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string? Heading { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string? Body { get; set; }

    [VectorStoreData]
    public string? Plain { get; set; }

    [VectorStoreVector(2)]
    public ReadOnlyMemory<float>? Vector { get; set; }
}
