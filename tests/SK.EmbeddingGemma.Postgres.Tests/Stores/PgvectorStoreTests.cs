namespace SK.EmbeddingGemma.Stores;

/// <summary>All that stores promise, of PostgreSQL with pgvector.</summary>
public static class PgvectorStoreTests
{
    public sealed class Lifecycle(PgvectorFixture fixture) : LifecycleTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Record(PgvectorFixture fixture) : RecordTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class KeyType(PgvectorFixture fixture) : KeyTypeTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class DataType(PgvectorFixture fixture) : DataTypeTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class VectorType(PgvectorFixture fixture) : VectorTypeTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Distance(PgvectorFixture fixture) : DistanceTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Paging(PgvectorFixture fixture) : PagingTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Filter(PgvectorFixture fixture) : FilterTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Dynamic(PgvectorFixture fixture) : DynamicTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Hybrid(PgvectorFixture fixture) : HybridTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Embedding(PgvectorFixture fixture) : EmbeddingTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Model(PgvectorFixture fixture) : ModelTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;

    public sealed class Service(PgvectorFixture fixture) : ServiceTests(fixture.OrSkip()), IClassFixture<PgvectorFixture>;
}
