using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Embeddings;

namespace SK.EmbeddingGemma;

public sealed class EmbeddingGemmaKernelBuilderExtensionsTests
{
    [Fact]
    public async Task AddEmbeddingGemma_WithoutId_IsTheKernelsGenerator()
    {
        var builder = Kernel.CreateBuilder().AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.Nano);
        var kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;

        var generator = kernel.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.Equal(384, (await generator.GenerateAsync("a cat")).Vector.Length);
        Assert.NotNull(services.GetService<IEmbeddingGenerator>());
    }

    [Fact]
    public async Task AddEmbeddingGemma_TwoIds_HaveOptionsOfTheirOwn()
    {
        var builder = Kernel.CreateBuilder()
            .AddEmbeddingGemma(options => (options.Model, options.Dimensions) = (EmbeddingGemmaModel.Nano, 128), "small")
            .AddEmbeddingGemma(options => (options.Model, options.Dimensions) = (EmbeddingGemmaModel.Nano, 256), serviceId: "large");
        var kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;

        foreach (var (id, dimensions) in new[] { ("small", 128), ("large", 256) })
            Assert.Equal(dimensions, (await kernel.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>(id).GenerateAsync("a cat")).Vector.Length);
    }

    [Fact]
    public async Task AddEmbeddingGemma_OfServicesWithId_TakesStages()
    {
        var services = new ServiceCollection();
        var calls = 0;
        services.AddEmbeddingGemma(options => options.Model = EmbeddingGemmaModel.Nano, "counted").Use(inner => new CountingGenerator(inner, () => calls++));
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("counted").GenerateAsync("a cat");
        Assert.Equal(1, calls);
        Assert.Null(provider.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AsTextEmbeddingGenerationService_OfAView_UsesThePromptOfTheView(bool isQuery)
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano });
        var service = (isQuery ? generator.ForQueries() : generator.ForDocuments()).AsTextEmbeddingGenerationService();

        var actual = (await service.GenerateEmbeddingsAsync(["a cat"])).Single().ToArray();

        var prompt = isQuery ? EmbeddingGemmaPrompt.Query : EmbeddingGemmaPrompt.Document();
        var other = isQuery ? EmbeddingGemmaPrompt.Document() : EmbeddingGemmaPrompt.Query;
        Assert.Equal((await generator.GenerateAsync("a cat", prompt.ToOptions())).Vector.ToArray(), actual);
        Assert.NotEqual((await generator.GenerateAsync("a cat", other.ToOptions())).Vector.ToArray(), actual);
    }

    private sealed class CountingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, Action count) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
    {
        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            count();
            return base.GenerateAsync(values, options, cancellationToken);
        }
    }
}
