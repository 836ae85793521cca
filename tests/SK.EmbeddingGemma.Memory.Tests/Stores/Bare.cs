using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A record with nothing but a key and a vector.</summary>
public sealed class Bare
{
    [VectorStoreKey]
    public string Key { get; set; } = "";

    [VectorStoreVector(2)]
    public ReadOnlyMemory<float> Vector { get; set; }
}
