namespace SK.EmbeddingGemma.Clients;

/// <summary>Two silos with the small model, and the same model in this process.</summary>
public sealed class NanoCluster : IAsyncLifetime
{
    private const int MaxTokens = 24;

    internal EmbeddingGemmaGenerator Local { get; } = new(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano, MaxTokens = MaxTokens, Threads = 1 });

    internal TestingCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await TestingCluster.StartAsync(2, null, static builder => builder.AddEmbeddingGemma(static options =>
    {
        options.Model = EmbeddingGemmaModel.Nano;
        options.MaxTokens = MaxTokens;
        options.Threads = 1;
    }));

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Local.Dispose();
    }
}
