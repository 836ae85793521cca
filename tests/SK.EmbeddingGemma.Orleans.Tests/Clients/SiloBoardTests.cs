using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using SK.EmbeddingGemma.Silos;

namespace SK.EmbeddingGemma.Clients;

public sealed class SiloBoardTests
{
    [Fact]
    public async Task DescribeAsync_ClusterIsSlowToStart_AsksAgain()
    {
        var cluster = new StartingCluster { Failures = 2 };
        Assert.Equal("a space", (await BoardOf(cluster, attempts: 3).DescribeAsync(TestContext.Current.CancellationToken)).Space);
        Assert.Equal(3, cluster.Calls);
    }

    [Fact]
    public async Task DescribeAsync_NoSiloAnswers_FailsAfterSoManyAttempts()
    {
        var cluster = new StartingCluster { Failures = 5 };
        var board = BoardOf(cluster, attempts: 2);
        await Assert.ThrowsAsync<TimeoutException>(() => board.DescribeAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, cluster.Calls);

        await Assert.ThrowsAsync<TimeoutException>(() => board.DescribeAsync(TestContext.Current.CancellationToken));
        Assert.Equal("a space", (await board.DescribeAsync(TestContext.Current.CancellationToken)).Space); // a fault is not kept
    }

    private static SiloBoard BoardOf(StartingCluster cluster, int attempts)
    {
        var grains = DispatchProxy.Create<IGrainFactory, Grains>();
        ((Grains)(object)grains).Cluster = cluster;
        return new(grains, new() { Attempts = attempts }, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>A cluster whose first calls come too early.</summary>
    private sealed class StartingCluster : IClusterGrain
    {
        public int Failures { get; init; }

        public int Calls { get; private set; }

        public Task<ClusterDescription> DescribeAsync() => ++Calls <= Failures ? Task.FromException<ClusterDescription>(new TimeoutException()) : Task.FromResult(new ClusterDescription { Silos = [], Space = "a space", Dimensions = 8 });
    }

    [SuppressMessage("Performance", "CA1852", Justification = "A proxy derives from it.")]
    private class Grains : DispatchProxy
    {
        public IClusterGrain? Cluster { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Cluster;
    }
}
