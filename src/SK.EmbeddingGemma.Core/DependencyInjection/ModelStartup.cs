using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SK.EmbeddingGemma.DependencyInjection;

/// <summary>Loads a registration's model when the host starts, where its options ask for that.</summary>
internal sealed class ModelStartup(IServiceProvider provider, object? serviceKey, string optionsName) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (provider.GetRequiredService<IOptionsMonitor<EmbeddingGemmaOptions>>().Get(optionsName).LoadAtStartup)
            await RegisteredGenerator.Get(provider, serviceKey).LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask; // the container disposes the generator
}
