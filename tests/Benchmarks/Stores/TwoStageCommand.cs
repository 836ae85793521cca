using System.Diagnostics;
using Microsoft.Extensions.VectorData;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Benchmarks.Stores;

/// <summary>Times searches in a SQLite store, exact and in two stages, and counts what the second finds of the first's ten best.</summary>
internal static class TwoStageCommand
{
    private const int Dimensions = 768;
    private const int Queries = 50;
    private const int Clusters = 500;
    private const int Batch = 1000;

    /// <summary>Fills a store, searches it, and prints the figures.</summary>
    public static async Task RunAsync(string[] args)
    {
        var count = new Arguments(args, "--vectors").Number("--vectors", 100_000);
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("vectors.db");
        var vectors = new SeededVectors(Dimensions, Clusters);
        using (var store = new SqliteVectorStore(path))
        {
            var items = store.GetCollection<int, Item>("items");
            await items.EnsureCollectionExistsAsync().ConfigureAwait(false);
            for (var start = 0; start < count; start += Batch)
                await items.UpsertAsync(Enumerable.Range(start, Math.Min(Batch, count - start)).Select(key => new Item { Key = key, Vector = vectors.Next() })).ConfigureAwait(false);
        }

        ReadOnlyMemory<float>[] queries = [.. Enumerable.Range(0, Queries).Select(_ => vectors.Next())];
        var exact = await SearchAsync(path, VectorSearchStrategy.Exact, queries).ConfigureAwait(false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var twoStage = await SearchAsync(path, VectorSearchStrategy.TwoStage, queries).ConfigureAwait(false);
        var recall = exact.Found.Zip(twoStage.Found).Average(pair => pair.First.Intersect(pair.Second).Count() / (double)pair.First.Count);
        Console.WriteLine(Hardware.Machine.Current);
        Console.WriteLine(FormattableString.Invariant($"{count} vectors of {Dimensions} dimensions, {new FileInfo(path).Length / 1e6:F0} MB"));
        Console.WriteLine(FormattableString.Invariant($"exact: median {exact.Milliseconds.Median():F1} ms"));
        Console.WriteLine(FormattableString.Invariant($"two stages: median {twoStage.Milliseconds.Median():F1} ms, most {twoStage.Milliseconds.Max():F1} ms, first {twoStage.First:F0} ms, recall at 10 {recall:F4}, {(twoStage.Memory - before) / 1e6:F0} MB"));
    }

    private static async Task<(double First, List<double> Milliseconds, List<HashSet<int>> Found, long Memory)> SearchAsync(string path, VectorSearchStrategy strategy, ReadOnlyMemory<float>[] queries)
    {
        using var store = new SqliteVectorStore(new SqliteVectorStoreOptions(path) { Search = strategy });
        var items = store.GetCollection<int, Item>("items");
        var (milliseconds, found) = (new List<double>(), new List<HashSet<int>>());
        foreach (var query in queries.Prepend(queries[0])) // the first time, the copy in memory is made
        {
            var started = Stopwatch.GetTimestamp();
            found.Add(await items.SearchAsync(query, 10).Select(result => result.Record.Key).ToHashSetAsync().ConfigureAwait(false));
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (milliseconds[0], milliseconds[1..], found[1..], GC.GetTotalMemory(forceFullCollection: true));
    }

    internal sealed class Item
    {
        [VectorStoreKey]
        public int Key { get; set; }

        [VectorStoreVector(Dimensions)]
        public ReadOnlyMemory<float> Vector { get; set; }
    }
}
