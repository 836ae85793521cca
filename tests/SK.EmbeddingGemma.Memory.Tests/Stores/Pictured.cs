using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A record with a vector of each type.</summary>
public sealed class Pictured
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreVector(2)]
    public ReadOnlyMemory<float> Memory { get; set; }

    [VectorStoreVector(3, DistanceFunction = DistanceFunction.EuclideanDistance)]
    public float[]? Array { get; set; }

    [VectorStoreVector(4, DistanceFunction = DistanceFunction.DotProductSimilarity)]
    public Embedding<float>? Embedding { get; set; }
}
