namespace SK.EmbeddingGemma.Server;

/// <summary>A server that tests share which leave it as it is.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(options => options.ModelAliases.Add("text-embedding-3-small"));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
