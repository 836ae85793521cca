namespace SK.EmbeddingGemma.Stores;

/// <summary>No store is left out of a suite.</summary>
public sealed class SuiteTests
{
    [Fact]
    public void Suites_OfEveryStore_AreComplete()
    {
        var types = typeof(SuiteTests).Assembly.GetTypes();
        var suites = types.Where(static type => type.IsAbstract && !type.IsSealed && type.Name.EndsWith("Tests", StringComparison.Ordinal) && type.Namespace == typeof(SuiteTests).Namespace).ToHashSet();
        var stores = types.Where(static type => type.IsSubclassOf(typeof(StoreFixture))).ToList();
        Assert.Equal(13, suites.Count);
        Assert.Equal(3, stores.Count);
        Assert.All(stores, store => Assert.Equal(suites, types.Where(type => typeof(IClassFixture<>).MakeGenericType(store).IsAssignableFrom(type)).Select(static type => type.BaseType!).ToHashSet()));
    }
}
