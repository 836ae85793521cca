using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.InMemory;

namespace SK.EmbeddingGemma.Stores;

/// <summary>A store in memory behind the decorator.</summary>
public sealed class DecoratedInMemoryFixture : StoreFixture
{
    /// <inheritdoc/>
    public override string SystemName => MemoryCollections.SystemName;

    /// <inheritdoc/>
    public override bool HasPrompts => true;

    /// <inheritdoc/>
    public override VectorStore Open(IEmbeddingGenerator<string, Embedding<float>> generator) => new InMemoryVectorStore().WithEmbeddingGemma(generator);
}
