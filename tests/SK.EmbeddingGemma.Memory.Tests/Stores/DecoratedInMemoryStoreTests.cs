namespace SK.EmbeddingGemma.Stores;

/// <summary>All that stores promise, of the store in memory behind the decorator.</summary>
public static class DecoratedInMemoryStoreTests
{
    public sealed class Lifecycle(DecoratedInMemoryFixture fixture) : LifecycleTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Record(DecoratedInMemoryFixture fixture) : RecordTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class KeyType(DecoratedInMemoryFixture fixture) : KeyTypeTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class DataType(DecoratedInMemoryFixture fixture) : DataTypeTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class VectorType(DecoratedInMemoryFixture fixture) : VectorTypeTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Distance(DecoratedInMemoryFixture fixture) : DistanceTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Paging(DecoratedInMemoryFixture fixture) : PagingTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Filter(DecoratedInMemoryFixture fixture) : FilterTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Dynamic(DecoratedInMemoryFixture fixture) : DynamicTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Hybrid(DecoratedInMemoryFixture fixture) : HybridTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Embedding(DecoratedInMemoryFixture fixture) : EmbeddingTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Model(DecoratedInMemoryFixture fixture) : ModelTests(fixture), IClassFixture<DecoratedInMemoryFixture>;

    public sealed class Service(DecoratedInMemoryFixture fixture) : ServiceTests(fixture), IClassFixture<DecoratedInMemoryFixture>;
}
