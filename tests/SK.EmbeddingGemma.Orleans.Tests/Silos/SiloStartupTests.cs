using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace SK.EmbeddingGemma.Silos;

/// <summary>Silos with different models refuse to mix.</summary>
public sealed class SiloStartupTests
{
    [Fact]
    public async Task Start_SiloOfAnotherModel_IsRefused()
    {
        var models = new Queue<FakeModel>([new FakeModel(), new FakeModel("fedcba9876543210")]);
        await using var cluster = await TestingCluster.StartAsync(1, null, builder =>
        {
            builder.AddEmbeddingGemma(static options => options.Model = EmbeddingGemmaModel.Nano);
            builder.Services.AddEmbeddingGenerator<string, Embedding<float>>(models.Dequeue());
        });
        var exception = await Assert.ThrowsAnyAsync<Exception>(async () => await cluster.Cluster.StartSiloAsync((short)1, cluster.Cluster.Options));
        var refused = Assert.IsType<EmbeddingGemmaSpaceMismatchException>(exception is AggregateException all ? all.Flatten().InnerException : exception);
        Assert.Contains("fedcba9876543210", refused.ActualSpace, StringComparison.Ordinal);
        Assert.Single(await cluster.Generator.GenerateAsync(["still there"]));
    }

    [Fact]
    public async Task Embed_ForAnotherSpace_IsRefusedByTheSilo()
    {
        var model = new FakeModel();
        await using var cluster = await TestingCluster.StartAsync(model);
        var silo = cluster.Cluster.Silos[0].SiloAddress.ToParsableString();
        var request = new Requests.EmbeddingRequest { Texts = ["text"], ExpectedSpace = new FakeModel("fedcba9876543210").GetService<EmbeddingGemmaSpace>()!.ToString() };
        var answer = await cluster.Cluster.Client.GetGrain<IEmbeddingSiloGrain>(silo).EmbedAsync(request, CancellationToken.None);
        Assert.True(answer.IsRefused);
        Assert.Empty(model.Options);
    }
}
