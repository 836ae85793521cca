using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Microsoft.ML.OnnxRuntime;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Unloading of a model that nothing is asked of.</summary>
public sealed class IdleModelTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _logs = new();
    private readonly EmbeddingGemmaGenerator _generator;

    public IdleModelTests() => _generator = Create(TimeSpan.FromMinutes(10));

    private bool IsLoaded => _generator.GetService<InferenceSession>() is not null;

    public void Dispose() => _generator.Dispose();

    [Fact]
    public async Task UnloadAfter_NoCallForThatLong_UnloadsAndTheNextCallLoadsAgain()
    {
        var vector = await _generator.VectorAsync("a");
        var tokenizer = _generator.GetService<EmbeddingGemmaTokenizer>();
        for (var i = 0; i < 2; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(9.9));
            Assert.True(IsLoaded);
            _time.Advance(TimeSpan.FromMinutes(0.2));
            Assert.False(IsLoaded);
            _time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(vector, await _generator.VectorAsync("a"));
            Assert.True(IsLoaded);
        }

        Assert.NotSame(tokenizer, _generator.GetService<EmbeddingGemmaTokenizer>());
        Assert.Equal(["Load", "Unlo", "Load", "Unlo", "Load"], _logs.GetSnapshot().Where(log => log.Level == LogLevel.Information).Select(log => log.Message[..4]));
    }

    [Fact]
    public async Task UnloadAfter_CallsMeanwhile_CountFromTheLast()
    {
        for (var i = 0; i < 5; i++)
        {
            await _generator.VectorAsync("a");
            _time.Advance(TimeSpan.FromMinutes(6));
            Assert.True(IsLoaded);
        }

        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(IsLoaded);
    }

    [Fact]
    public async Task UnloadAfter_CallInFlight_KeepsTheModel()
    {
        await _generator.VectorAsync("a");
        IEnumerable<string> Slow()
        {
            _time.Advance(TimeSpan.FromHours(1)); // within the call, which enumerates them
            Assert.True(IsLoaded);
            yield return "a";
        }

        Assert.Single(await _generator.GenerateAsync(Slow(), cancellationToken: TestContext.Current.CancellationToken));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.True(IsLoaded);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(IsLoaded);
    }

    [Fact]
    public async Task UnloadAfter_Unset_KeepsTheModel()
    {
        using var generator = Create(unloadAfter: null);
        await generator.VectorAsync("a");
        _time.Advance(TimeSpan.FromDays(1000));
        Assert.NotNull(generator.GetService<InferenceSession>());
    }

    [Fact]
    public async Task Dispose_LoadedOrUnloaded_LeavesNothingToTheTimer()
    {
        await _generator.VectorAsync("a");
        _time.Advance(TimeSpan.FromMinutes(10));
        _generator.Dispose();
        using var other = Create(TimeSpan.FromMinutes(1));
        await other.VectorAsync("a");
        other.Dispose();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Single(_logs.GetSnapshot(), log => log.Message.StartsWith("Unloaded", StringComparison.Ordinal));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _generator.VectorAsync("a"));
    }

    [Fact]
    public async Task UnloadAfter_WhileCallsComeAndGo_GivesEveryCallItsVector()
    {
        var expected = await _generator.VectorAsync("a");
        var stop = false;
        var clock = Task.Run(
            async () =>
            {
                while (!Volatile.Read(ref stop))
                {
                    _time.Advance(TimeSpan.FromMinutes(10));
                    await Task.Yield();
                }
            },
            TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
            Assert.All(await Task.WhenAll(_generator.VectorAsync("a"), _generator.VectorAsync("a")), vector => Assert.Equal(expected, vector, (a, b) => Math.Abs(a - b) < 1e-5f));

        Volatile.Write(ref stop, value: true);
        await clock;
    }

    private EmbeddingGemmaGenerator Create(TimeSpan? unloadAfter)
    {
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_logs)));
        return new(new() { Model = EmbeddingGemmaModel.FromDirectory(Generators.TinyFolder), UnloadAfter = unloadAfter }, factory, _time);
    }
}
