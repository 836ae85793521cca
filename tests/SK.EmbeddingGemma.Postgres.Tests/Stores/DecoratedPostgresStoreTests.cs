namespace SK.EmbeddingGemma.Stores;

/// <summary>What the decorator adds, over PostgreSQL: prompts and embedding. The rest passes through it, as the suites over SQLite and memory show.</summary>
public static class DecoratedPostgresStoreTests
{
    public sealed class Dynamic(DecoratedPostgresFixture fixture) : DynamicTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Hybrid(DecoratedPostgresFixture fixture) : HybridTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Embedding(DecoratedPostgresFixture fixture) : EmbeddingTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Service(DecoratedPostgresFixture fixture) : ServiceTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;
}
