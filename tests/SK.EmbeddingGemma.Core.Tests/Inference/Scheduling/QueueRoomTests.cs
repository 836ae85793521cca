namespace SK.EmbeddingGemma.Inference.Scheduling;

public sealed class QueueRoomTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_MoreThanFits_WaitsInTheOrderOfArrival()
    {
        var room = new QueueRoom(10);
        await room.EnterAsync(10, Cancellation);
        var large = room.EnterAsync(8, Cancellation).AsTask();
        var small = room.EnterAsync(1, Cancellation).AsTask();
        room.Leave(5);
        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted); // it would fit, but came later
        room.Leave(3);
        await large;
        Assert.False(small.IsCompleted);
        room.Leave(1);
        await small;
    }

    [Fact]
    public async Task EnterAsync_CancelledWhileWaiting_LetsThoseBehindIn()
    {
        var room = new QueueRoom(10);
        await room.EnterAsync(9, Cancellation);
        using var source = new CancellationTokenSource();
        var large = room.EnterAsync(8, source.Token).AsTask();
        var small = room.EnterAsync(1, Cancellation).AsTask();
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large)).CancellationToken);
        await small;

        room.Leave(10);
        await room.EnterAsync(10, Cancellation); // the cancelled one took nothing
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.EnterAsync(1, new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public async Task EnterAsync_MoreThanThereIs_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new QueueRoom(10).EnterAsync(11, Cancellation).AsTask());

    [Fact]
    public async Task EnterAsync_ManyCallers_NeverExceedTheRoom()
    {
        var room = new QueueRoom(7);
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(
            async () =>
            {
                var count = 1 + (i % 7);
                await room.EnterAsync(count, Cancellation);
                Assert.InRange(Interlocked.Add(ref inside, count), 1, 7);
                await Task.Yield();
                Interlocked.Add(ref inside, -count);
                room.Leave(count);
            },
            Cancellation)));
        Assert.Equal(0, inside);
    }
}
