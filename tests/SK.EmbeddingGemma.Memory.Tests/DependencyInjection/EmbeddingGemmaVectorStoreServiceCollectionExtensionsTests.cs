using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.Decoration;

namespace SK.EmbeddingGemma.DependencyInjection;

public sealed class EmbeddingGemmaVectorStoreServiceCollectionExtensionsTests
{
    [Fact]
    public async Task AddEmbeddingGemmaVectorStore_DecoratesLazilyAndOwnsTheInnerStore()
    {
        using var generator = new RecordingGenerator();
        var inner = new StoreWithoutHybridSearch(new InMemoryVectorStore());
        var made = 0;
        var services = new ServiceCollection();
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(generator);
        services.AddEmbeddingGemmaVectorStore(
            _ =>
            {
                made++;
                return inner;
            },
            options => options.QueryPrompt = EmbeddingGemmaPrompt.CodeRetrieval);
        var provider = services.BuildServiceProvider();
        Assert.Equal(0, made);

        var passages = provider.GetRequiredService<VectorStore>().GetCollection<string, Passage>("passages");
        await passages.EnsureCollectionExistsAsync();
        await passages.SearchAsync("sort", 1).ToListAsync();
        Assert.Equal(["task: code retrieval | query: sort"], generator.Calls.Single().Inputs);

        await provider.DisposeAsync();
        Assert.Equal((1, true), (made, inner.IsDisposed));
    }

    [Fact]
    public void AddKeyedEmbeddingGemmaVectorStore_TakesTheGeneratorOfTheKeyOrElseTheOther()
    {
        using var one = new RecordingGenerator();
        using var other = new RecordingGenerator("fedcba9876543210");
        var services = new ServiceCollection();
        services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(one);
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>("own", other);
        services.AddKeyedEmbeddingGemmaVectorStore("own", _ => new InMemoryVectorStore());
        services.AddKeyedEmbeddingGemmaVectorStore("shared", _ => new InMemoryVectorStore());
        using var provider = services.BuildServiceProvider();

        Assert.Same(other, provider.GetRequiredKeyedService<VectorStore>("own").GetService(typeof(IEmbeddingGenerator)));
        Assert.Same(one, provider.GetRequiredKeyedService<VectorStore>("shared").GetService(typeof(IEmbeddingGenerator)));
    }
}
