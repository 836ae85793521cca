namespace SK.EmbeddingGemma.Inference.Scheduling;

/// <summary>Many callers at once, with calls that fail and calls that are cancelled: each gets what is its own, and nothing else.</summary>
public sealed class RandomScheduleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task EmbedAsync_RandomCalls_GetTheirOwnVectorsErrorsAndCancellations(int seed)
    {
        var fake = new FakeRun { OnRun = () => Thread.Yield() };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() => CallAsync(fake, new Random((seed * 100) + caller)), TestContext.Current.CancellationToken)));
        Assert.InRange(fake.MostAtATime, 1, 2);
        fake.Scheduler.Dispose();
        Assert.True(SpinWait.SpinUntil(() => fake.IsDisposed, TimeSpan.FromSeconds(30)));
    }

    private static async Task CallAsync(FakeRun fake, Random random)
    {
        for (var round = 0; round < 60; round++)
        {
            var texts = Enumerable.Range(0, random.Next(1, 12)).Select(_ => FakeRun.Text(random.Next(1, random.Next(2, 700)), random.Next(1_000_000))).ToArray();
            var fails = random.Next(5) == 0;
            if (fails)
                texts[random.Next(texts.Length)] = FakeRun.Text(3, -1 - random.Next(1000));

            using var source = new CancellationTokenSource();
            var cancels = random.Next(4) == 0;
            var call = fake.Scheduler.EmbedAsync(texts, source.Token);
            if (cancels)
            {
                if (random.Next(2) == 0)
                    await Task.Yield();

                await source.CancelAsync();
            }

            try
            {
                FakeRun.AssertVectors(texts, await call);
                Assert.False(fails);
            }
            catch (InvalidDataException exception)
            {
                Assert.True(fails);
                Assert.Contains(texts, text => exception.Message == $"id {text.Span[0]}");
            }
            catch (OperationCanceledException exception)
            {
                Assert.True(cancels);
                Assert.Equal(source.Token, exception.CancellationToken);
            }
        }
    }
}
