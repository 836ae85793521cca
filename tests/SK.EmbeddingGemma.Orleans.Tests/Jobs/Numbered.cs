using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>A document with a number, and the text that is embedded.</summary>
internal sealed class Numbered
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData]
    public string Text { get; set; } = "";

    [VectorStoreVector(FakeModel.Width)]
    public string Embedding => Text;
}
