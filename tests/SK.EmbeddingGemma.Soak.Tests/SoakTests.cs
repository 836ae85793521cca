using System.Diagnostics;
using System.Globalization;

namespace SK.EmbeddingGemma;

/// <summary>One generator under the load of many callers: no vector is lost, swapped or wrong, and memory stays what it is.</summary>
public sealed class SoakTests
{
    private const string SecondsVariable = "EMBEDDINGGEMMA_SOAK_SECONDS";
    private const int Callers = 16;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>20 seconds, or as many as the environment variable says; a fifth of it warms up.</summary>
    private static TimeSpan Duration =>
        TimeSpan.FromSeconds(Environment.GetEnvironmentVariable(SecondsVariable) is { Length: > 0 } seconds ? int.Parse(seconds, CultureInfo.InvariantCulture) : 20);

    [Fact]
    public async Task GenerateAsync_ManyCallersWithCancellations_GetTheirVectorsInFlatMemory()
    {
        var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, Precision = EmbeddingGemmaPrecision.Float32 });
        var texts = await KnownTexts.CreateAsync(generator, Cancellation);
        await LoadAsync(generator, texts, Duration / 5, seed: 1);
        var before = MemoryReading.Take();
        var (calls, cancelled) = await LoadAsync(generator, texts, Duration * 4 / 5, seed: 2);
        MemoryReading.AssertFlat(before, MemoryReading.Take());
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{calls} calls, {cancelled} of them cancelled"));
        Assert.True(calls > Callers && cancelled > 0, "Too few calls to tell anything: give it more seconds.");

        await DisposeUnderLoadAsync(generator, texts);
    }

    [Fact]
    public async Task GenerateAsync_10000ShortCalls_LeaveNothingBehind()
    {
        using var generator = new EmbeddingGemmaGenerator(new() { Model = EmbeddingGemmaModel.Nano, Precision = EmbeddingGemmaPrecision.Float32 });
        var texts = await KnownTexts.CreateAsync(generator, Cancellation);
        await CallAsync(1000);
        var before = MemoryReading.Take();
        await CallAsync(10_000);
        MemoryReading.AssertFlat(before, MemoryReading.Take());

        Task CallAsync(int count) => Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = Cancellation },
            async (i, cancellationToken) => await texts.CheckAsync(generator, [texts.Shortest[i % texts.Shortest.Count]], cancellationToken));
    }

    private static async Task<(int Calls, int Cancelled)> LoadAsync(EmbeddingGemmaGenerator generator, KnownTexts texts, TimeSpan duration, int seed)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(
            async () =>
            {
                var random = new Random((seed * 1000) + caller);
                var (calls, cancelled) = (0, 0);
                for (; clock.Elapsed < duration; calls++)
                    cancelled += await CallAsync(generator, texts, random) ? 0 : 1;

                return (calls, cancelled);
            },
            Cancellation)));
        return (counts.Sum(count => count.calls), counts.Sum(count => count.cancelled));
    }

    /// <summary>Makes a call, a query or bulk work.</summary>
    /// <returns>Whether it was not cancelled.</returns>
    private static async Task<bool> CallAsync(EmbeddingGemmaGenerator generator, KnownTexts texts, Random random)
    {
        var count = random.Next(32) switch { 0 => random.Next(1, 300), < 4 => random.Next(1, 20), _ => 1 };
        var picked = Enumerable.Range(0, count).Select(_ => random.Next(texts.Count)).ToArray();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        if (random.Next(5) == 0)
            source.CancelAfter(random.Next(0, 1 + (count * 4)));

        try
        {
            await texts.CheckAsync(generator, picked, source.Token);
            return true;
        }
        catch (OperationCanceledException exception) when (!Cancellation.IsCancellationRequested)
        {
            Assert.Equal(source.Token, exception.CancellationToken);
            Assert.True(source.IsCancellationRequested);
            return false;
        }
    }

    /// <summary>Disposes the generator from several threads while calls are on their way: they end well, later ones are refused.</summary>
    private static async Task DisposeUnderLoadAsync(EmbeddingGemmaGenerator generator, KnownTexts texts)
    {
        using var busy = new CountdownEvent(Callers);
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(
            async () =>
            {
                var random = new Random(caller);
                for (var calls = 0; ; calls++)
                {
                    if (calls == 1)
                        busy.Signal();

                    if (await Record.ExceptionAsync(() => CallAsync(generator, texts, random)) is { } exception)
                    {
                        Assert.IsType<ObjectDisposedException>(exception);
                        return;
                    }
                }
            },
            Cancellation)).ToArray();
        await Task.Factory.StartNew(() => busy.Wait(Cancellation), Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(generator.Dispose, Cancellation)));
        await Task.WhenAll(callers);
    }
}
