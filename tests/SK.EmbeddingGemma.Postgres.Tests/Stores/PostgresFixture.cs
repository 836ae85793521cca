using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>PostgreSQL without extensions.</summary>
public sealed class PostgresFixture : StoreFixture
{
    private readonly string _schema = Servers.NewSchema();

    /// <inheritdoc/>
    public override string SystemName => "postgresql";

    /// <inheritdoc/>
    public override bool KeepsNul => false;

    /// <inheritdoc/>
    public override VectorStore Open(IEmbeddingGenerator<string, Embedding<float>> generator) =>
        new PostgresVectorStore(new PostgresVectorStoreOptions(Servers.Postgres) { Schema = _schema, EmbeddingGenerator = generator, VectorFormat = PostgresVectorFormat.RealArray });

    /// <summary>Returns the fixture, where there is a server; else the test is skipped.</summary>
    public PostgresFixture OrSkip()
    {
        Assert.SkipWhen(Servers.PostgresSkip is not null, Servers.PostgresSkip ?? "");
        return this;
    }
}
