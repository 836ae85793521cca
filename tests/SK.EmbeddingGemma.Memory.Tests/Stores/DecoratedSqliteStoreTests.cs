namespace SK.EmbeddingGemma.Stores;

/// <summary>All that stores promise, of SQLite behind the decorator.</summary>
public static class DecoratedSqliteStoreTests
{
    public sealed class Lifecycle(DecoratedSqliteFixture fixture) : LifecycleTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Record(DecoratedSqliteFixture fixture) : RecordTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class KeyType(DecoratedSqliteFixture fixture) : KeyTypeTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class DataType(DecoratedSqliteFixture fixture) : DataTypeTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class VectorType(DecoratedSqliteFixture fixture) : VectorTypeTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Distance(DecoratedSqliteFixture fixture) : DistanceTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Paging(DecoratedSqliteFixture fixture) : PagingTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Filter(DecoratedSqliteFixture fixture) : FilterTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Dynamic(DecoratedSqliteFixture fixture) : DynamicTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Hybrid(DecoratedSqliteFixture fixture) : HybridTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Embedding(DecoratedSqliteFixture fixture) : EmbeddingTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Model(DecoratedSqliteFixture fixture) : ModelTests(fixture), IClassFixture<DecoratedSqliteFixture>;

    public sealed class Service(DecoratedSqliteFixture fixture) : ServiceTests(fixture), IClassFixture<DecoratedSqliteFixture>;
}
