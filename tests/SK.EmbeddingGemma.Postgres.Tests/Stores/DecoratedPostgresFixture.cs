using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Stores;

/// <summary>PostgreSQL without extensions, behind the decorator.</summary>
public sealed class DecoratedPostgresFixture : StoreFixture
{
    private readonly string _schema = Servers.NewSchema();

    /// <inheritdoc/>
    public override string SystemName => "postgresql";

    /// <inheritdoc/>
    public override bool HasPrompts => true;

    /// <inheritdoc/>
    public override bool KeepsNul => false;

    /// <inheritdoc/>
    public override VectorStore Open(IEmbeddingGenerator<string, Embedding<float>> generator) =>
        new PostgresVectorStore(new PostgresVectorStoreOptions(Servers.Postgres) { Schema = _schema, VectorFormat = PostgresVectorFormat.RealArray }).WithEmbeddingGemma(generator);

    /// <summary>Returns the fixture, where there is a server; else the test is skipped.</summary>
    public DecoratedPostgresFixture OrSkip()
    {
        Assert.SkipWhen(Servers.PostgresSkip is not null, Servers.PostgresSkip ?? "");
        return this;
    }
}
