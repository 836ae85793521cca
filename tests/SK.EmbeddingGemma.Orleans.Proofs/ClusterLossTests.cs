using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Three silos and a client index 20,000 documents while a silo is killed and another one added: nothing is lost, nothing is there twice, and queries are answered all the time.</summary>
public sealed class ClusterLossTests(ITestOutputHelper output)
{
    private const int Documents = 20_000;

    /// <summary>In what time a query must be answered, whatever happens: that of one hedged attempt and a retry, on cores that all silos share.</summary>
    private static readonly TimeSpan QueryTime = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("redis")]
    [InlineData("postgres")]
    public async Task Index_WhileASiloIsKilledAndAnotherAdded_LosesNothing(string clustering)
    {
        using var redis = RedisServer.TryStart();
        Assert.SkipWhen(redis is null, RedisServer.SkipReason);
        using var postgres = PostgresServer.TryStart();
        Assert.SkipWhen(postgres is null, PostgresServer.SkipReason);
        using var silos = new SiloProcesses(clustering, redis!.ConnectionString, postgres!.ConnectionString, Documents);
        for (var silo = 0; silo < 3; silo++)
            silos.Start();
        using var host = await ClusterClient.StartAsync(clustering, redis.ConnectionString, postgres.ConnectionString);
        var generator = host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        var watch = Stopwatch.StartNew();
        var job = host.Services.GetRequiredService<IClusterClient>().GetIndexingJob("articles", "proof");
        await job.StartAsync();
        using var ended = new CancellationTokenSource();
        var queries = AskAsync(generator.ForQueries(), ended.Token);
        await ReachAsync(job, Documents / 5, watch);
        silos.Kill(1);
        output.WriteLine($"{watch.Elapsed.TotalSeconds:F1} s: a silo was killed");
        await ReachAsync(job, Documents * 2 / 5, watch);
        silos.Start();
        output.WriteLine($"{watch.Elapsed.TotalSeconds:F1} s: a silo was added");
        await ReachAsync(job, Documents, watch);
        var indexed = watch.Elapsed;
        await ended.CancelAsync();

        var latencies = (await queries).Order().ToList();
        output.WriteLine(
            $"{clustering}: {Documents} documents in {indexed.TotalSeconds:F1} s; {latencies.Count} queries, median {latencies[latencies.Count / 2]:F0} ms, 95% {latencies[latencies.Count * 95 / 100]:F0} ms, longest {latencies[^1]:F0} ms");
        Assert.True(latencies.Count > 20);
        Assert.True(latencies[^1] < QueryTime.TotalMilliseconds);
        await StoredArticles.AssertWholeAsync(postgres.ConnectionString, Documents, generator);
        await host.StopAsync();
    }

    private static async Task<List<double>> AskAsync(IEmbeddingGenerator<string, Embedding<float>> generator, CancellationToken ended)
    {
        List<double> latencies = [];
        while (!ended.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            Assert.Single(await generator.GenerateAsync([$"Which harbour opens at night? {latencies.Count}"], cancellationToken: CancellationToken.None));
            latencies.Add(watch.Elapsed.TotalMilliseconds);
            await Task.Delay(100, CancellationToken.None);
        }

        return latencies;
    }

    private static async Task ReachAsync(IndexingJob job, long documents, Stopwatch watch)
    {
        IndexingJobStatus? status = null;
        while (watch.Elapsed < TimeSpan.FromMinutes(8))
        {
            status = await job.GetStatusAsync();
            Assert.NotEqual(IndexingJobState.Stopped, status.State);
            if (documents < Documents ? status.DocumentsStored >= documents : status.State == IndexingJobState.Completed)
                return;
            await Task.Delay(250);
        }

        throw new TimeoutException($"{documents} documents are not reached: {status}");
    }
}
