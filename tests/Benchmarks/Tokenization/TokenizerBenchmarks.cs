using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Benchmarks.Tokenization;

/// <summary>
/// Throughput on one thread. With the folder <c>shared</c> the tokenizer is EmbeddingGemma 300M's and the texts are of public
/// data sets; without it they are Nano's and the project's own.
/// </summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class TokenizerBenchmarks
{
    private static readonly Lazy<EmbeddingGemmaTokenizer> Tokenizer = new(() => EmbeddingGemmaTokenizer.FromFile(TokenizerFiles.Json));

    /// <summary>Gets or sets the text.</summary>
    [ParamsSource(nameof(Texts))]
    public TokenizerText Text { get; set; } = new("", "");

    /// <summary>Gets the texts.</summary>
    public static IEnumerable<TokenizerText> Texts =>
    [
        new("English", Read("English.txt", "eval/cranfield/cran.all.1400")),
        new("multilingual", Read("Multilingual.txt", [.. "de es fr it ja nl pl pt ru zh".Split(' ').Select(language => $"eval/stsb/{language}-test.csv")])),
        new("code", Read("Code.txt", "eval/cosqa/cosqa-dev.json")),
        new("one word", string.Concat(Enumerable.Repeat("thequickbrownfox", 1 << 16))),
        new("one character", new string('a', 1 << 20)),
        new("spaces", new string(' ', 1 << 20)),
    ];

    /// <summary>Encodes the text.</summary>
    [Benchmark]
    public IReadOnlyList<int> EncodeToIds() => Load().EncodeToIds(Text.Content);

    /// <summary>Counts the text's tokens.</summary>
    [Benchmark]
    public int CountTokens() => Load().CountTokens(Text.Content);

    internal static EmbeddingGemmaTokenizer Load() => Tokenizer.Value;

    private static string Read(string own, params string[] shared) => SharedFolder.Exists
        ? string.Concat(shared.Select(file => File.ReadAllText(SharedFolder.PathOf(file))))
        : string.Concat(Enumerable.Repeat(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tokenization", own)), 100));

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new TokensPerSecondColumn("Mtokens/s", 1e6, parameters => Load().CountTokens(((TokenizerText)parameters[nameof(Text)]).Content)));
    }
}
