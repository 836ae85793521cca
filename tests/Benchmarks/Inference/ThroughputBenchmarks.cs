using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace SK.EmbeddingGemma.Benchmarks.Inference;

/// <summary>The time of documents of mixed lengths, on all cores: one call of all, or from several callers, a call for each document.</summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class ThroughputBenchmarks
{
    private EmbeddingGemmaGenerator _generator = null!;
    private string[] _documents = [];

    /// <summary>Gets or sets the number of callers at the same time.</summary>
    [Params(1, 8, 64)]
    public int Callers { get; set; }

    /// <summary>Gets or sets the precision.</summary>
    [ParamsAllValues]
    public EmbeddingGemmaPrecision Precision { get; set; }

    /// <summary>Loads the model.</summary>
    [GlobalSetup]
    public async Task SetUp()
    {
        _generator = MeasuredModel.CreateGenerator(Precision);
        _documents = MeasuredModel.CreateTexts().Documents(Workloads.DocumentCount, Workloads.MeanTokens);
        await _generator.GenerateAsync(_documents);
    }

    /// <summary>Embeds each document in a call of its own; a caller makes one call after another.</summary>
    [Benchmark]
    public Task CallPerDocument() => Task.WhenAll(_documents.Chunk(_documents.Length / Callers).Select(EmbedOneByOneAsync));

    /// <summary>Embeds the documents in as many calls as there are callers.</summary>
    [Benchmark]
    public Task CallPerCaller() => Task.WhenAll(_documents.Chunk(_documents.Length / Callers).Select(share => _generator.GenerateAsync(share)));

    /// <summary>Unloads the model.</summary>
    [GlobalCleanup]
    public void CleanUp() => _generator.Dispose();

    private async Task EmbedOneByOneAsync(string[] share)
    {
        foreach (var document in share)
            await _generator.GenerateAsync([document]);
    }

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new TokensPerSecondColumn("tokens/s", 1, _ => Workloads.DocumentCount * Workloads.MeanTokens));
    }
}
