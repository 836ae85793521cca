using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;

namespace Cluster;

/// <summary>A document of the shared store.</summary>
internal sealed class Article
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData, EmbeddingGemmaTitle]
    public string Title { get; set; } = "";

    [VectorStoreData(IsFullTextIndexed = true)]
    public string Text { get; set; } = "";

    [VectorStoreVector(384)]
    public string Embedding => Text;
}
