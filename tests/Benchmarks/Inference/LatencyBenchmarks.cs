using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.Extensions.AI;

namespace SK.EmbeddingGemma.Benchmarks.Inference;

/// <summary>The time of one text, tokenized and embedded, on all cores.</summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class LatencyBenchmarks
{
    private EmbeddingGemmaGenerator _generator = null!;
    private string[] _text = [];

    /// <summary>Gets or sets the length of the text, specials included.</summary>
    [ParamsSource(nameof(Lengths))]
    public int Tokens { get; set; }

    /// <summary>Gets or sets the precision.</summary>
    [ParamsAllValues]
    public EmbeddingGemmaPrecision Precision { get; set; }

    /// <summary>Gets the lengths.</summary>
    public static IEnumerable<int> Lengths => Workloads.Lengths;

    /// <summary>Loads the model.</summary>
    [GlobalSetup]
    public async Task SetUp()
    {
        _generator = MeasuredModel.CreateGenerator(Precision);
        _text = [MeasuredModel.CreateTexts().OfTokens(Tokens)];
        await _generator.GenerateAsync(_text);
    }

    /// <summary>Embeds the text.</summary>
    [Benchmark]
    public Task<GeneratedEmbeddings<Embedding<float>>> Embed() => _generator.GenerateAsync(_text);

    /// <summary>Unloads the model.</summary>
    [GlobalCleanup]
    public void CleanUp() => _generator.Dispose();

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new TokensPerSecondColumn("tokens/s", 1, parameters => (int)parameters[nameof(Tokens)]));
    }
}
