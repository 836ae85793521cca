using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.InMemory;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A store in memory. Stores that are opened one after the other have nothing in common.</summary>
public sealed class InMemoryFixture : StoreFixture
{
    /// <inheritdoc/>
    public override string SystemName => MemoryCollections.SystemName;

    /// <inheritdoc/>
    public override VectorStore Open(IEmbeddingGenerator<string, Embedding<float>> generator) => new InMemoryVectorStore(new() { EmbeddingGenerator = generator });
}
