using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>PostgreSQL with pgvector.</summary>
public sealed class PgvectorFixture : StoreFixture
{
    private readonly string _schema = Servers.NewSchema();

    /// <inheritdoc/>
    public override string SystemName => "postgresql";

    /// <inheritdoc/>
    public override bool KeepsNul => false;

    /// <inheritdoc/>
    /// <remarks>pgvector computes in single precision, and has no such function for Hamming distances.</remarks>
    public override bool ComparesAllVectors => false;

    /// <inheritdoc/>
    public override VectorStore Open(IEmbeddingGenerator<string, Embedding<float>> generator) =>
        new PostgresVectorStore(new PostgresVectorStoreOptions(Servers.WithPgvector) { Schema = _schema, EmbeddingGenerator = generator });

    /// <summary>Returns the fixture, where there is a server; else the test is skipped.</summary>
    public PgvectorFixture OrSkip()
    {
        Assert.SkipWhen(Servers.PgvectorSkip is not null, Servers.PgvectorSkip ?? "");
        return this;
    }
}
