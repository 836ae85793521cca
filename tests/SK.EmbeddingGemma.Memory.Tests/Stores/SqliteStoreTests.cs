namespace SK.EmbeddingGemma.Stores;

/// <summary>All that stores promise, of SQLite with exact search.</summary>
public static class SqliteStoreTests
{
    public sealed class Lifecycle(SqliteFixture fixture) : LifecycleTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Record(SqliteFixture fixture) : RecordTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class KeyType(SqliteFixture fixture) : KeyTypeTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class DataType(SqliteFixture fixture) : DataTypeTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class VectorType(SqliteFixture fixture) : VectorTypeTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Distance(SqliteFixture fixture) : DistanceTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Paging(SqliteFixture fixture) : PagingTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Filter(SqliteFixture fixture) : FilterTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Dynamic(SqliteFixture fixture) : DynamicTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Hybrid(SqliteFixture fixture) : HybridTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Embedding(SqliteFixture fixture) : EmbeddingTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Model(SqliteFixture fixture) : ModelTests(fixture), IClassFixture<SqliteFixture>;

    public sealed class Service(SqliteFixture fixture) : ServiceTests(fixture), IClassFixture<SqliteFixture>;
}
