using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Decoration;

/// <summary>A record with a title, and two texts of other dimensions.</summary>
public sealed class Article
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData, EmbeddingGemmaTitle]
    public string? Title { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string Body { get; set; } = "";

    [VectorStoreVector(16)]
    public string? BodyVector => Body;

    [VectorStoreVector(8, StorageName = "summary_vector")]
    public string? Summary { get; set; }
}
