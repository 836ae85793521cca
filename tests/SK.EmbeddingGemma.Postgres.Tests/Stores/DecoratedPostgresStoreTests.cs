namespace SK.EmbeddingGemma.Stores;

/// <summary>All that stores promise, of PostgreSQL behind the decorator.</summary>
public static class DecoratedPostgresStoreTests
{
    public sealed class Lifecycle(DecoratedPostgresFixture fixture) : LifecycleTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Record(DecoratedPostgresFixture fixture) : RecordTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class KeyType(DecoratedPostgresFixture fixture) : KeyTypeTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class DataType(DecoratedPostgresFixture fixture) : DataTypeTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class VectorType(DecoratedPostgresFixture fixture) : VectorTypeTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Distance(DecoratedPostgresFixture fixture) : DistanceTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Paging(DecoratedPostgresFixture fixture) : PagingTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Filter(DecoratedPostgresFixture fixture) : FilterTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Dynamic(DecoratedPostgresFixture fixture) : DynamicTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Hybrid(DecoratedPostgresFixture fixture) : HybridTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Embedding(DecoratedPostgresFixture fixture) : EmbeddingTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Model(DecoratedPostgresFixture fixture) : ModelTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;

    public sealed class Service(DecoratedPostgresFixture fixture) : ServiceTests(fixture.OrSkip()), IClassFixture<DecoratedPostgresFixture>;
}
