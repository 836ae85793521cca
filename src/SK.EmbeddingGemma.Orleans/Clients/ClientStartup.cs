using Microsoft.Extensions.Hosting;

namespace SK.EmbeddingGemma.Clients;

/// <summary>Meets the cluster when the host starts, so that the space is known before the first call, and a cluster with another model is refused at once.</summary>
internal sealed class ClientStartup(ClusterGenerator generator) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => generator.MeetAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
