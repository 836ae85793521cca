using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Generation;

/// <summary>Loading, cancellation and disposal.</summary>
public sealed class GeneratorLifetimeTests
{
    private static readonly EmbeddingGenerationOptions NoPrompt = EmbeddingGemmaPrompt.None.ToOptions();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GenerateAsync_ManyFirstCalls_LoadOnce()
    {
        var logs = new FakeLogCollector();
        using var generator = Generators.Tiny(logs: logs);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => generator.VectorAsync("a"))));
        Assert.Single(logs.GetSnapshot(), record => record.Message.StartsWith("Loaded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GenerateAsync_ConcurrentCalls_GiveTheSameVectorsAsAlone()
    {
        var texts = Enumerable.Range(0, 40).Select(i => string.Join(' ', Enumerable.Repeat($"word{i}", i))).ToArray();
        var alone = new List<float[]>();
        foreach (var text in texts)
            alone.Add(await Generators.Nano.VectorAsync(text));

        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Generators.Nano.GenerateAsync(texts, NoPrompt, Cancellation))));
        foreach (var result in together)
        {
            foreach (var (expected, actual) in alone.Zip(result))
                Assert.All(expected.Zip(actual.Vector.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
        }
    }

    [Fact]
    public async Task GenerateAsync_MoreBulkCallersThanThereIsRoomFor_AllGetTheirVectors()
    {
        using var generator = Generators.Tiny();
        var texts = Enumerable.Range(0, 900).Select(i => $"{i}").ToArray();
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => generator.GenerateAsync(texts, NoPrompt, Cancellation)));
        Assert.All(results, result => Assert.Equal(texts.Length, result.Count));
    }

    [Fact]
    public async Task GenerateAsync_CancelledBefore_LoadsNothing()
    {
        var logs = new FakeLogCollector();
        using var generator = Generators.Tiny(logs: logs);
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(["a"], NoPrompt, new CancellationToken(canceled: true)));
        Assert.True(exception.CancellationToken.IsCancellationRequested);
        Assert.Empty(logs.GetSnapshot());
    }

    [Fact]
    public async Task GenerateAsync_CancelledWhileLoading_LeavesTheLoadToTheOthers()
    {
        using var go = new ManualResetEventSlim();
        using var reached = new SemaphoreSlim(0);
        using var source = new CancellationTokenSource();
        var clock = new HookedClock { OnLoad = () => { reached.Release(); go.Wait(Cancellation); } };
        using var generator = clock.Generator();
        var cancelled = generator.GenerateAsync(["a"], NoPrompt, source.Token);
        var other = generator.GenerateAsync(["a"], NoPrompt, Cancellation);
        await reached.WaitAsync(Cancellation);
        await source.CancelAsync();

        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled)).CancellationToken);
        Assert.False(other.IsCompleted);
        go.Set();
        Assert.Single(await other);
    }

    [Fact]
    public async Task GenerateAsync_CancelledWhileComputing_Throws()
    {
        using var source = new CancellationTokenSource();
        using var generator = new HookedClock { OnCompute = source.Cancel }.Generator();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(["a"], NoPrompt, source.Token));
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Single(await generator.GenerateAsync(["a"], NoPrompt, Cancellation));
    }

    [Fact]
    public async Task GenerateAsync_CancelledAmongManyTexts_ThrowsSoon()
    {
        await Generators.Nano.VectorAsync("a");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Generators.Nano.GenerateAsync(Enumerable.Repeat(new string('x', 400), 20_000), NoPrompt, source.Token));
    }

    [Fact]
    public async Task GenerateAsync_CancelledAfter_ChangesNothing()
    {
        using var source = new CancellationTokenSource();
        var result = await Generators.Nano.GenerateAsync(["a"], NoPrompt, source.Token);
        await source.CancelAsync();
        Assert.Equal(384, Assert.Single(result).Vector.Length);
    }

    [Fact]
    public async Task GenerateAsync_CallersContext_IsNotUsed()
    {
        var clock = new HookedClock();
        SynchronizationContext? seen = new();
        var onPool = false;
        clock.OnCompute = () => (seen, onPool) = (SynchronizationContext.Current, Thread.CurrentThread.IsThreadPoolThread);
        using var generator = clock.Generator();
        var before = SynchronizationContext.Current;
        Task<GeneratedEmbeddings<Embedding<float>>> call;
        try
        {
            SynchronizationContext.SetSynchronizationContext(new DeadContext());
            call = generator.GenerateAsync(["a"], NoPrompt, Cancellation);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        Assert.Single(await call);
        Assert.Null(seen);
        Assert.True(onPool);
    }

    [Fact]
    public async Task Dispose_Twice_RefusesLaterCallsAndLeavesGetServiceHarmless()
    {
        var generator = Generators.Tiny();
        await generator.VectorAsync("a");
        var id = generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId;
        generator.Dispose();
        generator.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["a"], NoPrompt, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync([], NoPrompt, Cancellation));
        Assert.Null(generator.GetService<InferenceSession>());
        Assert.Equal(id, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
        Assert.NotNull(generator.GetService<Tokenizer>());
        Assert.Same(generator, generator.GetService<EmbeddingGemmaGenerator>());
    }

    [Fact]
    public async Task Dispose_BeforeUse_LoadsNothing()
    {
        var generator = Generators.Tiny();
        generator.Dispose();
        Assert.Null(generator.GetService<Tokenizer>());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["a"], NoPrompt, Cancellation));
    }

    [Fact]
    public async Task Dispose_WithCallsInFlight_LetsThemFinishThenReleases()
    {
        using var go = new ManualResetEventSlim();
        using var reached = new SemaphoreSlim(0);
        var clock = new HookedClock();
        using var generator = clock.Generator();
        var alone = await generator.VectorAsync("a");
        clock.OnCompute = () => { reached.Release(); go.Wait(Cancellation); };
        var calls = Enumerable.Range(0, 2).Select(_ => generator.GenerateAsync(["a"], NoPrompt, Cancellation)).ToArray();
        await reached.WaitAsync(Cancellation);
        await reached.WaitAsync(Cancellation);
        generator.Dispose();

        Assert.NotNull(generator.GetService<InferenceSession>());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["a"], NoPrompt, Cancellation));
        go.Set();
        foreach (var call in calls)
            Assert.Equal(alone, Assert.Single(await call).Vector.ToArray());
        Assert.Null(generator.GetService<InferenceSession>());
    }

    [Fact]
    public async Task Dispose_WhileLoadingWithNobodyWaiting_StopsTheLoad()
    {
        using var go = new ManualResetEventSlim();
        using var reached = new SemaphoreSlim(0);
        using var source = new CancellationTokenSource();
        var clock = new HookedClock { OnLoad = () => { reached.Release(); go.Wait(Cancellation); } };
        using var generator = clock.Generator();
        var call = generator.GenerateAsync(["a"], NoPrompt, source.Token);
        await reached.WaitAsync(Cancellation);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        generator.Dispose();
        go.Set();
        Assert.Null(generator.GetService<InferenceSession>());
    }

    [Fact]
    public async Task Dispose_FromSeveralThreadsDuringCalls_GivesResultsOrObjectDisposed()
    {
        for (var round = 0; round < 5; round++)
        {
            var generator = Generators.Tiny();
            using var start = new Barrier(6);
            var tasks = Enumerable.Range(0, 6).Select(i => Task.Factory.StartNew(
                async () =>
                {
                    start.SignalAndWait(Cancellation);
                    if (i % 3 == 0)
                        generator.Dispose();
                    else
                        Assert.Equal(Generators.TinyWidth, (await generator.VectorAsync("a")).Length);
                },
                Cancellation,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap()).ToArray();
            foreach (var task in tasks)
            {
                if (await Record.ExceptionAsync(() => task) is { } exception)
                    Assert.IsType<ObjectDisposedException>(exception);
            }

            Assert.Null(generator.GetService<InferenceSession>());
        }
    }

    [Fact]
    public async Task GenerateAsync_FailedLoadThenRepaired_Succeeds()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model");
        using var generator = Generators.Tiny(folder: path);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => generator.VectorAsync("a"));
        Assert.Equal("model", generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);

        using var good = new TemporaryFolder();
        new ModelDirectoryBuilder { Seed = 7 }.Write(good);
        var weights = File.ReadAllBytes(Path.Combine(good.Path, "model.safetensors"));
        File.WriteAllBytes(Path.Combine(good.Path, "model.safetensors"), weights[..1000]);
        Directory.CreateSymbolicLink(path, good.Path);
        await Assert.ThrowsAsync<InvalidDataException>(() => generator.VectorAsync("a"));

        File.WriteAllBytes(Path.Combine(good.Path, "model.safetensors"), weights);
        using var fresh = Generators.Tiny(folder: good.Path);
        Assert.Equal(await fresh.VectorAsync("a"), await generator.VectorAsync("a"));
        Assert.StartsWith("model@", generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId, StringComparison.Ordinal);
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("The caller's context was used.");

        public override void Send(SendOrPostCallback d, object? state) => throw new InvalidOperationException("The caller's context was used.");
    }
}
