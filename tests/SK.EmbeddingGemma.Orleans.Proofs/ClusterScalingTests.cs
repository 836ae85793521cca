using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma;

/// <summary>Measures what a cluster costs over a local call, and what a second silo brings, with the small model at one thread a silo. The figures are printed; only what would be a defect fails.</summary>
public sealed class ClusterScalingTests(ITestOutputHelper output)
{
    private const int Documents = 2048;
    private const int Queries = 200;
    private const int Rounds = 3;

    private static string[] Texts { get; } = [.. Enumerable.Range(0, Documents).Select(static number =>
        $"Report {number}: the harbour authority of district {number % 97} repaired the northern quay, moved the crane, and asked the council for a second opinion about the winter schedule of the ferries.")];

    [Fact]
    public async Task Throughput_OfOneAndTwoSilos_BesideALocalGenerator()
    {
        using var redis = RedisServer.TryStart();
        Assert.SkipWhen(redis is null, RedisServer.SkipReason);
        using var local = new EmbeddingGemmaGenerator(new EmbeddingGemmaOptions { Model = EmbeddingGemmaModel.Nano, Threads = 1 });
        await MeasureAsync("local, 1 thread", local);
        foreach (var count in (int[])[1, 2])
        {
            using var silos = new SiloProcesses("redis", redis!.ConnectionString, "", Documents, $"scaling-{count}");
            for (var silo = 0; silo < count; silo++)
                silos.Start();
            using var host = await ClusterClient.StartAsync("redis", redis.ConnectionString, "", $"scaling-{count}", count);
            await MeasureAsync($"{count} silo(s), 1 thread each", host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
            await host.StopAsync();
        }
    }

    private async Task MeasureAsync(string name, IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        await generator.ForDocuments().GenerateAsync(Texts[..256]); // loads and warms up
        List<double> latencies = [], rates = [];
        for (var query = 0; query < Queries; query++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Single(await generator.ForQueries().GenerateAsync([$"Which quay was repaired in district {query}?"]));
            latencies.Add(watch.Elapsed.TotalMilliseconds);
        }

        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(Documents, (await generator.ForDocuments().GenerateAsync(Texts)).Count);
            rates.Add(Documents / watch.Elapsed.TotalSeconds);
        }

        latencies.Sort();
        rates.Sort();
        output.WriteLine($"{name}: {rates[Rounds / 2]:F0} documents a second (from {rates[0]:F0} to {rates[^1]:F0}); a query in {latencies[Queries / 2]:F2} ms (median; 95%: {latencies[Queries * 95 / 100]:F2} ms)");
    }
}
