namespace SK.EmbeddingGemma;

/// <summary>Stops the databases of all tests after the last one, whose folder goes with them.</summary>
public sealed class StartedServers : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Servers.Stop();
}
