namespace SK.EmbeddingGemma.Stores;

/// <summary>All that stores promise, of SQLite with search in two stages.</summary>
public static class SqliteTwoStageStoreTests
{
    public sealed class Lifecycle(SqliteTwoStageFixture fixture) : LifecycleTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Record(SqliteTwoStageFixture fixture) : RecordTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class KeyType(SqliteTwoStageFixture fixture) : KeyTypeTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class DataType(SqliteTwoStageFixture fixture) : DataTypeTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class VectorType(SqliteTwoStageFixture fixture) : VectorTypeTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Distance(SqliteTwoStageFixture fixture) : DistanceTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Paging(SqliteTwoStageFixture fixture) : PagingTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Filter(SqliteTwoStageFixture fixture) : FilterTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Dynamic(SqliteTwoStageFixture fixture) : DynamicTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Hybrid(SqliteTwoStageFixture fixture) : HybridTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Embedding(SqliteTwoStageFixture fixture) : EmbeddingTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Model(SqliteTwoStageFixture fixture) : ModelTests(fixture), IClassFixture<SqliteTwoStageFixture>;

    public sealed class Service(SqliteTwoStageFixture fixture) : ServiceTests(fixture), IClassFixture<SqliteTwoStageFixture>;
}
