using SK.EmbeddingGemma.Graphs;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Inference.Scheduling;

public sealed class PackSchedulerTests
{
    private const int Long = PackScheduler.QueryTokens + 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmbedAsync_MixedLengths_KeepsTheOrderWithinPackLimits()
    {
        var fake = new FakeRun();
        ReadOnlyMemory<int>[] texts = [.. Enumerable.Range(0, 500).Select(i => FakeRun.Text(1 + (i * 37 % 1500), i))];
        FakeRun.AssertVectors(texts, await fake.EmbedAsync(texts));
        Assert.Equal(1, fake.MostAtATime);
        Assert.All(fake.Packs, pack => Assert.True(pack.Length == 1 || pack.Sum(id => texts[id].Length) <= 1024));
    }

    [Fact]
    public async Task EmbedAsync_NoTexts_GivesNoVectors() => Assert.Empty(await new FakeRun().EmbedAsync());

    [Fact]
    public async Task EmbedAsync_CallsWhileOneRuns_AreMergedIntoOnePack()
    {
        var fake = new FakeRun();
        var first = await fake.HoldAsync(Cancellation, FakeRun.Text(3, 0));
        var calls = Enumerable.Range(1, 20).Select(i => fake.EmbedAsync(FakeRun.Text(3, i))).ToArray();
        fake.Release();

        FakeRun.AssertVectors([FakeRun.Text(3, 0)], await first);
        for (var i = 0; i < calls.Length; i++)
            FakeRun.AssertVectors([FakeRun.Text(3, i + 1)], await calls[i]);
        Assert.Equal([1, 20], fake.Packs.Select(pack => pack.Length));
    }

    [Fact]
    public async Task EmbedAsync_SmallCallOnAnIdleLane_RunsOnTheCallingThread()
    {
        var thread = 0;
        var fake = new FakeRun { OnRun = () => thread = Environment.CurrentManagedThreadId };
        foreach (var length in new[] { 16, PackedGraph.TokenBudget })
        {
            thread = 0;
            var call = fake.EmbedAsync(FakeRun.Text(length, 1));
            Assert.True(call.IsCompletedSuccessfully);
            Assert.Equal(Environment.CurrentManagedThreadId, thread);
            await call;
        }
    }

    [Fact]
    public async Task EmbedAsync_LargeCall_RunsOnThePoolWithoutTheCallersContext()
    {
        var local = new AsyncLocal<string> { Value = "the caller's" };
        string? seen = "";
        var fake = new FakeRun { OnRun = () => seen = local.Value };
        await fake.EmbedAsync(FakeRun.Text(1000, 1), FakeRun.Text(1000, 2));
        Assert.Null(seen);
    }

    [Fact]
    public async Task EmbedAsync_QueryWhileBulkRuns_DoesNotWaitForIt()
    {
        var fake = new FakeRun();
        var bulk = await fake.HoldAsync(Cancellation, FakeRun.Text(1000, 1), FakeRun.Text(1000, 2));
        var query = await fake.HoldAsync(Cancellation, FakeRun.Text(16, 3)); // begins its run, while the other is held
        Assert.Equal(2, fake.MostAtATime);
        Assert.False(bulk.IsCompleted);
        fake.Release();
        FakeRun.AssertVectors([FakeRun.Text(16, 3)], await query);
        FakeRun.AssertVectors([FakeRun.Text(1000, 1), FakeRun.Text(1000, 2)], await bulk);
    }

    [Fact]
    public async Task EmbedAsync_ShortTextsAfterALongOne_DoNotPassIt()
    {
        var fake = new FakeRun();
        var first = await fake.HoldAsync(Cancellation, FakeRun.Text(Long, 0));
        var early = fake.EmbedAsync(FakeRun.Text(900, 1));
        var late = fake.EmbedAsync([.. Enumerable.Range(2, 2000).Select(i => FakeRun.Text(20, i))]);
        fake.Release();
        await Task.WhenAll(first, early, late);
        Assert.Contains(1, fake.Packs[1]);
    }

    [Fact]
    public async Task EmbedAsync_AnyBacklog_TextsWaitForNoMoreThanAWindow()
    {
        var fake = new FakeRun();
        var first = await fake.HoldAsync(Cancellation, FakeRun.Text(Long, 0));
        var calls = Enumerable.Range(1, 800).Select(i => fake.EmbedAsync(FakeRun.Text(257 + (i * 7919 % 700), i))).ToArray();
        fake.Release();
        await Task.WhenAll(calls.Append(first));

        var done = 0;
        foreach (var pack in fake.Packs)
        {
            Assert.All(pack, id => Assert.InRange(id, 0, done + 256));
            done += pack.Length;
        }
    }

    [Fact]
    public async Task EmbedAsync_CancelledBefore_RunsNothing()
    {
        var fake = new FakeRun();
        var token = new CancellationToken(canceled: true);
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fake.Scheduler.EmbedAsync([FakeRun.Text(3, 1)], token));
        Assert.Equal(token, exception.CancellationToken);
        Assert.Empty(fake.Packs);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public async Task EmbedAsync_CancelledWhileWaiting_EndsAtOnceAndIsNotRun(int length)
    {
        var fake = new FakeRun();
        using var source = new CancellationTokenSource();
        var first = await fake.HoldAsync(Cancellation, FakeRun.Text(length, 0));
        var cancelled = fake.Scheduler.EmbedAsync([FakeRun.Text(length, 1), FakeRun.Text(length, 1)], source.Token);
        var other = fake.EmbedAsync(FakeRun.Text(length, 2));
        await source.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled); // the run is still held
        Assert.Equal(source.Token, exception.CancellationToken);
        fake.Release();
        await first;
        FakeRun.AssertVectors([FakeRun.Text(length, 2)], await other);
        Assert.DoesNotContain(fake.Packs, pack => pack.Contains(1));
        Assert.Equal(0, fake.Terminated);
    }

    [Fact]
    public async Task EmbedAsync_OneOfAPackCancelled_LeavesTheRunToTheOthers()
    {
        var (fake, source, cancelled, other) = await TwoCallsInOneRunAsync();
        using (source)
        {
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            Assert.False(other.IsCompleted);
            fake.Release();
            FakeRun.AssertVectors([FakeRun.Text(3, 2)], await other);
            Assert.Equal(1, fake.Terminated); // the one that held the lane
            Assert.Equal([[0], [1, 2]], fake.Packs);
        }
    }

    [Fact]
    public async Task EmbedAsync_AllOfAPackCancelled_StopsTheRun()
    {
        var fake = new FakeRun();
        using var source = new CancellationTokenSource();
        var call = await fake.HoldAsync(source.Token, FakeRun.Text(1000, 1), FakeRun.Text(1000, 2));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        var next = await fake.HoldAsync(Cancellation, FakeRun.Text(1000, 3)); // its run begins, so the other one was stopped: nothing has released it
        Assert.Equal(1, fake.Terminated);
        fake.Release();
        await next;
        Assert.Equal([[1], [3]], fake.Packs);
    }

    [Fact]
    public async Task EmbedAsync_TextThatFails_FailsItsCallAlone()
    {
        var fake = new FakeRun();
        var first = await fake.HoldAsync(Cancellation, FakeRun.Text(3, 0));
        var good = fake.EmbedAsync(FakeRun.Text(3, 1), FakeRun.Text(4, 2));
        var bad = fake.EmbedAsync(FakeRun.Text(3, 3), FakeRun.Text(3, -4));
        var bad2 = fake.EmbedAsync(FakeRun.Text(3, -5));
        var good2 = fake.EmbedAsync(FakeRun.Text(3, 6));
        fake.Release();

        await first;
        FakeRun.AssertVectors([FakeRun.Text(3, 1), FakeRun.Text(4, 2)], await good);
        FakeRun.AssertVectors([FakeRun.Text(3, 6)], await good2);
        Assert.Equal("id -4", (await Assert.ThrowsAsync<InvalidDataException>(() => bad)).Message);
        Assert.Equal("id -5", (await Assert.ThrowsAsync<InvalidDataException>(() => bad2)).Message);
    }

    [Fact]
    public async Task EmbedAsync_FirstPackOfACallFails_DropsItsOtherPacks()
    {
        var fake = new FakeRun();
        await Assert.ThrowsAsync<InvalidDataException>(() => fake.EmbedAsync([FakeRun.Text(1000, -1), .. Enumerable.Range(0, 20).Select(i => FakeRun.Text(1000, i))]));
        FakeRun.AssertVectors([FakeRun.Text(2000, 1)], await fake.EmbedAsync(FakeRun.Text(2000, 1)));
        Assert.Equal(2, fake.Packs.Count);
    }

    [Fact]
    public async Task Dispose_WhileARunGoesOn_EndsTheWaitingAndReleasesAfterTheRun()
    {
        var fake = new FakeRun();
        var running = await fake.HoldAsync(Cancellation, FakeRun.Text(3, 1));
        var waiting = fake.EmbedAsync(FakeRun.Text(3, 2));
        fake.Scheduler.Dispose();
        fake.Scheduler.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.Throws<ObjectDisposedException>(() => { _ = fake.EmbedAsync(FakeRun.Text(3, 3)); });
        Assert.False(fake.IsDisposed);
        fake.Release();
        FakeRun.AssertVectors([FakeRun.Text(3, 1)], await running);
        Assert.True(SpinWait.SpinUntil(() => fake.IsDisposed, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Dispose_WhileAnAbandonedRunStops_ReleasesAfterIt()
    {
        var fake = new FakeRun();
        using var source = new CancellationTokenSource();
        var call = await fake.HoldAsync(source.Token, FakeRun.Text(1000, 1), FakeRun.Text(1000, 2));
        await source.CancelAsync();
        fake.Scheduler.Dispose(); // checks, when it releases, that nothing runs
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(SpinWait.SpinUntil(() => fake.IsDisposed, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Dispose_Idle_ReleasesAtOnce()
    {
        var fake = new FakeRun();
        fake.Scheduler.Dispose();
        Assert.True(fake.IsDisposed);
    }

    [Fact]
    public async Task EnterAsync_NoRoomForBulk_LeavesRoomForQueries()
    {
        var scheduler = new FakeRun().Scheduler;
        var places = new Stack<IDisposable>();
        for (var i = 0; i < 4; i++)
            places.Push(await scheduler.EnterAsync(PackScheduler.MostTexts, Cancellation));

        var bulk = scheduler.EnterAsync(9, Cancellation).AsTask();
        Assert.False(bulk.IsCompleted);
        (await scheduler.EnterAsync(1, Cancellation)).Dispose();
        places.Pop().Dispose();
        (await bulk).Dispose();
    }

    [Fact]
    public async Task EmbedAsync_ConcurrentMixedCalls_GiveTheVectorsThatEachTextGetsAlone()
    {
        using var engine = EmbeddingEngine.Load(EmbeddingGemmaModel.Nano.Open(), EmbeddingGemmaPrecision.Float32, threads: 2, Cancellation);
        using var keep = new Released();
        using var scheduler = new PackScheduler(engine.Run, keep);
        ReadOnlyMemory<int>[] texts = [.. Enumerable.Range(0, 24).Select(i => (ReadOnlyMemory<int>)Enumerable.Range(0, 2 + (i * 37 % 150)).Select(j => ((j * 7919) + (i * 104729)) % 16384).ToArray())];
        var alone = texts.Select(text => engine.Run([text], Cancellation)[0]).ToArray();

        var calls = Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                for (var start = caller; start < texts.Length; start += 8)
                {
                    var range = texts[start..Math.Min(texts.Length, start + 1 + caller)];
                    var vectors = await scheduler.EmbedAsync(range, Cancellation);
                    for (var i = 0; i < range.Length; i++)
                        Assert.InRange(Golden.Difference(Normalized(alone[start + i]), Normalized(vectors[i])), 0, 2e-6f);
                }
            },
            Cancellation));
        await Task.WhenAll(calls);
    }

    private static async Task<(FakeRun Fake, CancellationTokenSource Source, Task Cancelled, Task<float[][]> Other)> TwoCallsInOneRunAsync()
    {
        var fake = new FakeRun();
        var source = new CancellationTokenSource();
        using var first = new CancellationTokenSource();
        var holder = await fake.HoldAsync(first.Token, FakeRun.Text(3, 0));
        var cancelled = fake.Scheduler.EmbedAsync([FakeRun.Text(3, 1)], source.Token);
        var other = fake.EmbedAsync(FakeRun.Text(3, 2));
        await first.CancelAsync(); // ends the first run; the next takes both, and is held as well
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => holder);
        await fake.EnteredAsync();
        return (fake, source, cancelled, other);
    }

    private static float[] Normalized(float[] vector)
    {
        var normalized = new float[vector.Length];
        Matryoshka.Truncate(vector, normalized);
        return normalized;
    }

    private sealed class Released : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
