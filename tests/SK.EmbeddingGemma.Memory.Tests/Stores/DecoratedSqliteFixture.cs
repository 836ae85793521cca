using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Stores;

/// <summary>SQLite behind the decorator.</summary>
public sealed class DecoratedSqliteFixture : StoreFixture
{
    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public override string SystemName => "sqlite";

    /// <inheritdoc/>
    public override bool HasPrompts => true;

    /// <inheritdoc/>
    public override VectorStore Open(IEmbeddingGenerator<string, Embedding<float>> generator) => new SqliteVectorStore(_folder.PathOf("store.db")).WithEmbeddingGemma(generator);

    /// <inheritdoc/>
    protected override void Release() => _folder.Dispose();
}
