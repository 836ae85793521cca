using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace SK.EmbeddingGemma.Inference.Providers;

/// <summary>What becomes of texts whose device is lost.</summary>
public sealed class GuardedEngineTests
{
    private static readonly ReadOnlyMemory<int>[] Pack = [new[] { 2, 7, 1 }, new[] { 2, 1 }];

    private readonly FakeLogger _logger = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_DeviceWorks_NothingElseIsOpened()
    {
        var engine = FakeEngine.Right();
        using var guarded = new GuardedEngine(engine, "Fake", _ => throw new InvalidOperationException(), _ => throw new InvalidOperationException(), _logger);
        Assert.Equal(FakeEngine.Vectors(Pack), guarded.Run(Pack, Cancellation));
        Assert.Empty(_logger.Collector.GetSnapshot());
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("memory")]
    [InlineData("nan")]
    public void Run_DeviceFailsOnce_GoesOnOnAFreshSession(string fault)
    {
        var broken = new FakeEngine(pack => Fail(fault, pack));
        var fresh = FakeEngine.Right();
        using var guarded = new GuardedEngine(broken, "Fake", _ => fresh, _ => throw new InvalidOperationException(), _logger);
        Assert.Equal(FakeEngine.Vectors(Pack), guarded.Run(Pack, Cancellation));
        Assert.Equal(FakeEngine.Vectors(Pack), guarded.Run(Pack, Cancellation));
        Assert.Equal((1, 1, 2, 0), (broken.Calls, broken.Disposals, fresh.Calls, fresh.Disposals));
        Assert.Contains("Fake failed", Assert.Single(_logger.Collector.GetSnapshot(), record => record.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DeviceFailsTwice_StaysWithTheProcessor()
    {
        var (first, second, cpu) = (new FakeEngine(pack => Fail("lost", pack)), new FakeEngine(pack => Fail("memory", pack)), FakeEngine.Right());
        var guarded = new GuardedEngine(first, "Fake", _ => second, _ => cpu, _logger);
        Assert.Equal(FakeEngine.Vectors(Pack), guarded.Run(Pack, Cancellation));
        Assert.Equal(FakeEngine.Vectors(Pack), guarded.Run(Pack, Cancellation));
        Assert.Equal((1, 1, 1, 1, 2), (first.Calls, first.Disposals, second.Calls, second.Disposals, cpu.Calls));
        Assert.Contains(_logger.Collector.GetSnapshot(), record => record.Message.Contains("From now on the processor", StringComparison.Ordinal));
        guarded.Dispose();
        Assert.Equal(1, cpu.Disposals);
    }

    [Fact]
    public void Run_DeviceDoesNotOpenAgain_StaysWithTheProcessor()
    {
        using var guarded = new GuardedEngine(new FakeEngine(pack => Fail("lost", pack)), "Fake", _ => throw FakeEngine.Lost, _ => FakeEngine.Right(), _logger);
        Assert.Equal(FakeEngine.Vectors(Pack), guarded.Run(Pack, Cancellation));
    }

    [Fact]
    public void Run_DeviceFailsTwiceAndIsRequired_Throws()
    {
        var opened = 0;
        using var guarded = new GuardedEngine(new FakeEngine(pack => Fail("lost", pack)), "Fake", _ => opened++ == 0 ? new FakeEngine(pack => Fail("lost", pack)) : FakeEngine.Right(), openCpu: null, _logger);
        var failure = Assert.Throws<InvalidOperationException>(() => guarded.Run(Pack, Cancellation));
        Assert.Contains("RequireExecutionProvider", failure.Message, StringComparison.Ordinal);
        Assert.Equal(FakeEngine.Vectors(Pack), guarded.Run(Pack, Cancellation)); // the device is back
    }

    [Fact]
    public void Run_OtherFailure_IsTheCallers()
    {
        var engine = new FakeEngine(_ => throw new OperationCanceledException());
        using var guarded = new GuardedEngine(engine, "Fake", _ => throw new InvalidOperationException(), _ => throw new InvalidOperationException(), _logger);
        Assert.Throws<OperationCanceledException>(() => guarded.Run(Pack, Cancellation));
        Assert.Equal(0, engine.Disposals);
    }

    [Fact]
    public async Task Run_FromManyThreads_IsOneAtATime()
    {
        var engine = new FakeEngine(pack =>
        {
            Thread.Yield();
            return FakeEngine.Vectors(pack);
        });
        using var guarded = new GuardedEngine(engine, "Fake", _ => throw new InvalidOperationException(), _ => throw new InvalidOperationException(), _logger);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 100; i++)
                    Assert.Equal(FakeEngine.Vectors(Pack), guarded.Run(Pack, Cancellation));
            },
            Cancellation)));
        Assert.Equal((800, 1), (engine.Calls, engine.MostAtOnce));
    }

    private static float[][] Fail(string fault, IReadOnlyList<ReadOnlyMemory<int>> pack) => fault switch
    {
        "lost" => throw FakeEngine.Lost,
        "memory" => throw FakeEngine.OutOfMemory,
        _ => [.. FakeEngine.Vectors(pack).Select(vector => vector.Select((number, i) => i == 2 ? float.NaN : number).ToArray())],
    };
}
