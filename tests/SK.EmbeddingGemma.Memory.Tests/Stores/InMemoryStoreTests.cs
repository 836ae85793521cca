namespace SK.EmbeddingGemma.Stores;

/// <summary>All that stores promise, of the store in memory.</summary>
public static class InMemoryStoreTests
{
    public sealed class Lifecycle(InMemoryFixture fixture) : LifecycleTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Record(InMemoryFixture fixture) : RecordTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class KeyType(InMemoryFixture fixture) : KeyTypeTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class DataType(InMemoryFixture fixture) : DataTypeTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class VectorType(InMemoryFixture fixture) : VectorTypeTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Distance(InMemoryFixture fixture) : DistanceTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Paging(InMemoryFixture fixture) : PagingTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Filter(InMemoryFixture fixture) : FilterTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Dynamic(InMemoryFixture fixture) : DynamicTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Hybrid(InMemoryFixture fixture) : HybridTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Embedding(InMemoryFixture fixture) : EmbeddingTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Model(InMemoryFixture fixture) : ModelTests(fixture), IClassFixture<InMemoryFixture>;

    public sealed class Service(InMemoryFixture fixture) : ServiceTests(fixture), IClassFixture<InMemoryFixture>;
}
