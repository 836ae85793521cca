using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma;

/// <summary>A part of a source file, as the model's card has code embedded: as a document whose title is the path.</summary>
internal sealed class CodeChunk
{
    [VectorStoreKey]
    public string Id { get; set; } = "";

    [VectorStoreData, EmbeddingGemmaTitle]
    public string Path { get; set; } = "";

    [VectorStoreData]
    public int Line { get; set; }

    [VectorStoreData(IsFullTextIndexed = true)]
    public string Text { get; set; } = "";

    [VectorStoreVector(256)]
    public string Vector => Text; // the store embeds it
}
