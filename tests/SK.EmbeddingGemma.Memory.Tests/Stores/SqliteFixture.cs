using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Stores;

/// <summary>SQLite with exact search.</summary>
public class SqliteFixture : StoreFixture
{
    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public override string SystemName => "sqlite";

    /// <summary>Gets how nearest vectors are found.</summary>
    protected virtual VectorSearchStrategy Search => VectorSearchStrategy.Exact;

    /// <inheritdoc/>
    public override VectorStore Open(IEmbeddingGenerator<string, Embedding<float>> generator) =>
        new SqliteVectorStore(new SqliteVectorStoreOptions(_folder.PathOf("store.db")) { EmbeddingGenerator = generator, Search = Search });

    /// <inheritdoc/>
    protected override void Release() => _folder.Dispose();
}
