using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;

namespace SK.EmbeddingGemma.Jobs;

/// <summary>Jobs on silos of this process, whose state outlives any of them.</summary>
public sealed class IndexingJobTests : IDisposable
{
    private readonly InMemoryVectorStore _store = new();
    private readonly FakeModel[] _models = [new(), new()];

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Start_OverPartitions_StoresEveryDocumentAndSaysSo()
    {
        await using var cluster = await StartAsync(new NumberSource(5, 1000));
        var job = cluster.Cluster.Client.GetIndexingJob("numbers", "a job / with any name");
        Assert.Equal(IndexingJobState.NotStarted, (await job.GetStatusAsync()).State);
        await job.StartAsync();
        await job.StartAsync(); // changes nothing
        var status = await EndAsync(job);
        Assert.Equal((IndexingJobState.Completed, 1000L, 0L, 5, 5), (status.State, status.DocumentsStored, status.DocumentsSetAside, status.PartitionsDone, status.Partitions));
        Assert.True(status.MeanRate > 0);
        Assert.NotNull(status.CompletedAt);
        Assert.Null(status.Fault);
        await AssertStoredAsync(Enumerable.Range(0, 1000));
        Assert.True(_models.Sum(static model => model.Texts) >= 1000); // where partitions are placed, Orleans decides
    }

    [Fact]
    public async Task Documents_ThatCannotBeStored_AreSetAsideAndReported()
    {
        foreach (var model in _models)
            model.Fault = static text => text.EndsWith("number 77", StringComparison.Ordinal) ? new FormatException("This one cannot be embedded.") : null;
        await using var cluster = await StartAsync(new NumberSource(3, 200) { Unreadable = [5] });
        var job = cluster.Cluster.Client.GetIndexingJob("numbers", "poison");
        await job.StartAsync();
        var status = await EndAsync(job);
        Assert.Equal((IndexingJobState.Completed, 198L, 2L), (status.State, status.DocumentsStored, status.DocumentsSetAside));
        var aside = await job.GetSetAsideAsync();
        Assert.Equal(["doc 5", "doc 77"], aside.Select(static document => document.Id).Order(StringComparer.Ordinal));
        Assert.Contains("The file is empty.", aside.Single(static document => document.Id == "doc 5").Fault, StringComparison.Ordinal);
        Assert.Contains("This one cannot be embedded.", aside.Single(static document => document.Id == "doc 77").Fault, StringComparison.Ordinal);
        await AssertStoredAsync(Enumerable.Range(0, 200).Except([5, 77]));
    }

    [Fact]
    public async Task TooManyFaults_StopTheJob_WhichCanBeResumed()
    {
        var isBroken = true;
        foreach (var model in _models)
            model.Fault = _ => isBroken ? new FormatException("Nothing can be embedded.") : null;
        await using var cluster = await StartAsync(new NumberSource(1, 100), static options => options.MostSetAside = 10);
        var job = cluster.Cluster.Client.GetIndexingJob("numbers", "stopped");
        await job.StartAsync();
        var stopped = await EndAsync(job);
        Assert.Equal(IndexingJobState.Stopped, stopped.State);
        Assert.Contains("More than 10 documents", stopped.Fault, StringComparison.Ordinal);
        isBroken = false;
        await job.StartAsync();
        var status = await EndAsync(job);
        Assert.Equal((IndexingJobState.Completed, 68L, 32L), (status.State, status.DocumentsStored, status.DocumentsSetAside)); // the batch of 32 that stopped it stays aside
    }

    [Fact]
    public async Task DocumentThatFailsWithAnyFault_WhereOthersAreStored_IsSetAside()
    {
        foreach (var model in _models)
            model.Fault = static text => text.EndsWith("number 77", StringComparison.Ordinal) ? new InvalidOperationException("Out of luck.") : null;
        await using var cluster = await StartAsync(new NumberSource(1, 100));
        var job = cluster.Cluster.Client.GetIndexingJob("numbers", "unexplained");
        await job.StartAsync();
        var status = await EndAsync(job);
        Assert.Equal((IndexingJobState.Completed, 99L, 1L, 3L), (status.State, status.DocumentsStored, status.DocumentsSetAside, status.Retries));
        Assert.Contains("Out of luck.", Assert.Single(await job.GetSetAsideAsync()).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Surroundings_ThatAreAwayForLong_LoseNoDocument()
    {
        var isAway = true;
        foreach (var model in _models)
            model.Fault = _ => isAway ? new InvalidOperationException("The disk is away.") : null;
        await using var cluster = await StartAsync(new NumberSource(1, 40));
        var job = cluster.Cluster.Client.GetIndexingJob("numbers", "away");
        await job.StartAsync();
        while ((await job.GetStatusAsync()).Retries < 4) // the last of them document by document
            await Task.Delay(50);
        using (var given = new CancellationTokenSource())
        {
            await given.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job.GetStatusAsync(given.Token));
        }

        Assert.Contains("one by one", (await job.GetStatusAsync()).Fault, StringComparison.Ordinal);
        isAway = false;
        var status = await EndAsync(job);
        Assert.Equal((IndexingJobState.Completed, 40L, 0L), (status.State, status.DocumentsStored, status.DocumentsSetAside));
    }

    [Fact]
    public async Task PauseAndStart_GoOnWhereTheJobWas()
    {
        foreach (var model in _models)
            model.TimePerText = TimeSpan.FromMilliseconds(3);
        await using var cluster = await StartAsync(new NumberSource(4, 600));
        var job = cluster.Cluster.Client.GetIndexingJob("numbers", "paused");
        await job.StartAsync();
        while ((await job.GetStatusAsync()).DocumentsStored == 0)
            await Task.Delay(20);
        await job.PauseAsync();
        await Task.Delay(500); // what was on its way
        var paused = await job.GetStatusAsync();
        await Task.Delay(300);
        Assert.Equal(IndexingJobState.Paused, paused.State);
        Assert.InRange(paused.DocumentsStored, 1, 599);
        Assert.Equal(paused.DocumentsStored, (await job.GetStatusAsync()).DocumentsStored);
        await job.StartAsync();
        Assert.Equal((IndexingJobState.Completed, 600L), await EndAsync(job) is var status ? (status.State, status.DocumentsStored) : default);
        await AssertStoredAsync(Enumerable.Range(0, 600));
    }

    [Fact]
    public async Task Faults_OfTheSurroundings_AreTriedAgain()
    {
        var faults = 3;
        foreach (var model in _models)
            model.Fault = _ => Interlocked.Decrement(ref faults) >= 0 ? new InvalidOperationException("The disk is away.") : null;
        await using var cluster = await StartAsync(new NumberSource(2, 100));
        var job = cluster.Cluster.Client.GetIndexingJob("numbers", "retried");
        await job.StartAsync();
        var status = await EndAsync(job);
        Assert.Equal((IndexingJobState.Completed, 100L, 0L), (status.State, status.DocumentsStored, status.DocumentsSetAside));
        Assert.InRange(status.Retries, 1, 3);
    }

    [Fact]
    public async Task Start_OfAnUnknownPipeline_IsRefused()
    {
        await using var cluster = await StartAsync(new NumberSource(1, 1));
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => cluster.Cluster.Client.GetIndexingJob("letters", "job").StartAsync());
        Assert.Contains("letters", exception.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => cluster.Cluster.Client.GetIndexingJob("", "job"));
        Assert.Throws<ArgumentException>(() => cluster.Cluster.Client.GetIndexingJob("numbers", ""));
    }

    private static async Task<IndexingJobStatus> EndAsync(IndexingJob job)
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var status = await job.GetStatusAsync();
            if (status.State is IndexingJobState.Completed or IndexingJobState.Stopped)
                return status;
            await Task.Delay(50);
        }

        throw new TimeoutException($"The job does not end: {await job.GetStatusAsync()}");
    }

    private async Task AssertStoredAsync(IEnumerable<int> numbers)
    {
        using var collection = _store.WithEmbeddingGemma(new FakeModel()).GetCollection<int, Numbered>("numbers");
        var stored = await collection.GetAsync(static record => true, 10_000).Select(static record => record.Id).ToListAsync();
        Assert.Equal(numbers, stored.Order());
    }

    private Task<TestingCluster> StartAsync(NumberSource source, Action<IndexingOptions>? configure = null) => TestingCluster.StartAsync(
        null,
        builder => builder.AddEmbeddingGemmaIndexing<int, Numbered>(
            "numbers",
            _ => source,
            services => _store.WithEmbeddingGemma(services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(EmbeddingGemmaCluster.ServiceKey)).GetCollection<int, Numbered>("numbers"),
            options =>
            {
                (options.BatchDocuments, options.Heartbeat) = (32, TimeSpan.FromMilliseconds(100));
                configure?.Invoke(options);
            }),
        _models);
}
