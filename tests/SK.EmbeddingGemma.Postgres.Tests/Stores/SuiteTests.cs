namespace SK.EmbeddingGemma.Stores;

/// <summary>No suite is left out of a store; of the decorated one, only what the decorator does not touch.</summary>
public sealed class SuiteTests
{
    [Fact]
    public void Suites_OfEveryStore_AreComplete()
    {
        var types = typeof(SuiteTests).Assembly.GetTypes();
        var suites = types.Where(static type => type.IsAbstract && !type.IsSealed && type.Name.EndsWith("Tests", StringComparison.Ordinal) && type.Namespace == typeof(SuiteTests).Namespace).ToHashSet();
        Assert.Equal(13, suites.Count);
        Assert.Equal([typeof(DecoratedPostgresFixture), typeof(PgvectorFixture), typeof(PostgresFixture)], types.Where(static type => type.IsSubclassOf(typeof(StoreFixture))).OrderBy(static type => type.Name, StringComparer.Ordinal));
        Assert.Equal(suites, Of(typeof(PostgresFixture)));
        Assert.Equal(suites, Of(typeof(PgvectorFixture)));
        Assert.Equal([typeof(DynamicTests), typeof(HybridTests), typeof(EmbeddingTests), typeof(ServiceTests)], Of(typeof(DecoratedPostgresFixture)));

        HashSet<Type> Of(Type store) => [.. types.Where(type => typeof(IClassFixture<>).MakeGenericType(store).IsAssignableFrom(type)).Select(static type => type.BaseType!)];
    }
}
