using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SK.EmbeddingGemma.Requests;

namespace SK.EmbeddingGemma.Clients;

public sealed class SiloCallsTests
{
    [Fact]
    public async Task Embed_CancelledBeforeItsFirstAttempt_GivesItsPlaceBack()
    {
        await using var cluster = await TestingCluster.StartAsync(new FakeModel());
        var (grains, options) = (cluster.Cluster.Client.ServiceProvider.GetRequiredService<IGrainFactory>(), new EmbeddingGemmaClientOptions { BatchesPerSilo = 1 });
        var board = new SiloBoard(grains, options, TimeProvider.System, NullLogger.Instance);
        var calls = new SiloCalls(board, grains, options, TimeProvider.System, NullLogger.Instance);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var lease = await board.AcquireAsync(CallKind.Bulk, new HashSet<string>(), CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls.EmbedAsync(new EmbeddingRequest { Texts = ["text"], ExpectedSpace = "" }, CallKind.Bulk, lease, cancelled.Token));
        using var next = await board.AcquireAsync(CallKind.Bulk, new HashSet<string>(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(lease.Address, next.Address);
    }
}
