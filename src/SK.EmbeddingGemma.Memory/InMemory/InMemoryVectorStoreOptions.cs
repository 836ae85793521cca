using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma;

/// <summary>Settings of an <see cref="InMemoryVectorStore"/>, read once when it is made.</summary>
public sealed class InMemoryVectorStoreOptions
{
    /// <summary>
    /// Gets or sets the generator for vector properties that hold texts and have none of their own. Default: <see langword="null"/>. It stays the caller's. It is asked without
    /// prompt: <c>WithEmbeddingGemma</c> asks with the right ones.
    /// </summary>
    public IEmbeddingGenerator? EmbeddingGenerator { get; set; }
}
