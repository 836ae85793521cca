using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Collections;

/// <summary>A record whose vector is generated.</summary>
internal sealed class Passage
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string Text { get; set; } = "";

    [VectorStoreVector(32)]
    public string Embedding => Text;
}
