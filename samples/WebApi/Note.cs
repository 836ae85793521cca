using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;

/// <summary>What the application keeps.</summary>
internal sealed class Note
{
    [VectorStoreKey]
    public Guid Id { get; set; }

    [VectorStoreData, EmbeddingGemmaTitle]
    public string Title { get; set; } = "";

    [VectorStoreData(IsFullTextIndexed = true)]
    public string Text { get; set; } = "";

    [VectorStoreVector(256)]
    public string Vector => Text; // the store embeds it
}
