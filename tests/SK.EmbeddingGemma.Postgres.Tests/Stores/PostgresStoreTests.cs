namespace SK.EmbeddingGemma.Stores;

/// <summary>All that stores promise, of PostgreSQL without extensions.</summary>
public static class PostgresStoreTests
{
    public sealed class Lifecycle(PostgresFixture fixture) : LifecycleTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Record(PostgresFixture fixture) : RecordTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class KeyType(PostgresFixture fixture) : KeyTypeTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class DataType(PostgresFixture fixture) : DataTypeTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class VectorType(PostgresFixture fixture) : VectorTypeTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Distance(PostgresFixture fixture) : DistanceTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Paging(PostgresFixture fixture) : PagingTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Filter(PostgresFixture fixture) : FilterTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Dynamic(PostgresFixture fixture) : DynamicTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Hybrid(PostgresFixture fixture) : HybridTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Embedding(PostgresFixture fixture) : EmbeddingTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Model(PostgresFixture fixture) : ModelTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;

    public sealed class Service(PostgresFixture fixture) : ServiceTests(fixture.OrSkip()), IClassFixture<PostgresFixture>;
}
