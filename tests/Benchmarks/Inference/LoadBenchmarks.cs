using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace SK.EmbeddingGemma.Benchmarks.Inference;

/// <summary>The time to the first vector of a new generator in a running process, the model being converted before that, or in the cache.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 1, iterationCount: 8, invocationCount: 1)]
[MemoryDiagnoser]
public class LoadBenchmarks
{
    private static readonly string[] Text = ["How do I cancel a task?"];

    private string _cache = "";
    private string _empty = "";

    /// <summary>Gets or sets the precision.</summary>
    [ParamsAllValues]
    public EmbeddingGemmaPrecision Precision { get; set; }

    /// <summary>Converts the model once.</summary>
    [GlobalSetup]
    public Task SetUp()
    {
        _cache = Directory.CreateTempSubdirectory().FullName;
        return Load(_cache);
    }

    /// <summary>Makes an empty cache.</summary>
    [IterationSetup]
    public void Empty() => _empty = Directory.CreateTempSubdirectory().FullName;

    /// <summary>Loads the model where nothing was converted.</summary>
    [Benchmark]
    public Task Cold() => Load(_empty);

    /// <summary>Loads the model from the cache.</summary>
    [Benchmark]
    public Task Warm() => Load(_cache);

    /// <summary>Deletes what was converted.</summary>
    [IterationCleanup]
    public void CleanUpIteration() => Directory.Delete(_empty, recursive: true);

    /// <summary>Deletes the cache.</summary>
    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_cache, recursive: true);

    private async Task Load(string cache)
    {
        using var generator = MeasuredModel.CreateGenerator(Precision, cache);
        await generator.GenerateAsync(Text);
    }
}
