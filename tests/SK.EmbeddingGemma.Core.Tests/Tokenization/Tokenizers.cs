using System.Collections.Concurrent;
using System.IO.Compression;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Tokenization;

/// <summary>The tokenizers that tests share, each loaded once a run.</summary>
internal static class Tokenizers
{
    private static readonly Lazy<EmbeddingGemmaTokenizer> LazyNano = new(() => EmbeddingGemmaTokenizer.FromFile(NanoFile));
    private static readonly Lazy<EmbeddingGemmaTokenizer> LazyV1 = new(() => Unpack("tokenizers/embeddinggemma-300m/tokenizer.json.gz"));
    private static readonly Lazy<EmbeddingGemmaTokenizer> LazyV1SentencePiece = new(() => Unpack("tokenizers/embeddinggemma-300m/tokenizer.model.gz"));
    private static readonly Lazy<EmbeddingGemmaTokenizer> LazyV2 = new(() => Unpack("tokenizers/embeddinggemma-2/tokenizer.json.gz"));
    private static readonly Lazy<EmbeddingGemmaTokenizer> LazyTinyV1 = new(() => EmbeddingGemmaTokenizer.FromFile(SharedFolder.PathOf("goldens/tiny-v1/tokenizer.json")));
    private static readonly Lazy<EmbeddingGemmaTokenizer> LazyTinyV2 = new(() => EmbeddingGemmaTokenizer.FromFile(SharedFolder.PathOf("goldens/tiny-v2/tokenizer.json")));

    private static readonly ConcurrentDictionary<string, Lazy<EmbeddingGemmaTokenizer>> Compiled = new(StringComparer.Ordinal);

    public static string NanoFile => Path.Combine(AppContext.BaseDirectory, "models", "nano", "tokenizer.json");

    public static EmbeddingGemmaTokenizer Nano => LazyNano.Value;

    public static EmbeddingGemmaTokenizer V1SentencePiece => LazyV1SentencePiece.Value;

    /// <summary>Returns the tokenizer of a name; with <c>, compiled</c> behind it, written in compiled form and read again.</summary>
    public static EmbeddingGemmaTokenizer Named(string name) => name.EndsWith(", compiled", StringComparison.Ordinal)
        ? Compiled.GetOrAdd(name, static name => new(() => RoundTrip(Original(name[..name.IndexOf(',', StringComparison.Ordinal)])))).Value
        : Original(name);

    public static byte[] Compile(EmbeddingGemmaTokenizer tokenizer)
    {
        using var stream = new MemoryStream();
        tokenizer.WriteCompiled(stream);
        return stream.ToArray();
    }

    public static EmbeddingGemmaTokenizer RoundTrip(EmbeddingGemmaTokenizer tokenizer, bool maps = true)
    {
        EmbeddingGemmaTokenizer? compiled = null;
        TinyTokenizerJson.With(Compile(tokenizer), file => compiled = EmbeddingGemmaTokenizer.ReadCompiled(file, maps && !OperatingSystem.IsWindows()));
        return compiled!;
    }

    private static EmbeddingGemmaTokenizer Original(string name) => name switch
    {
        "nano" => LazyNano.Value,
        "embeddinggemma-300m" => LazyV1.Value,
        "embeddinggemma-300m sentencepiece" => LazyV1SentencePiece.Value,
        "embeddinggemma-2" => LazyV2.Value,
        "tiny-v1" => LazyTinyV1.Value,
        "tiny-v2" => LazyTinyV2.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such tokenizer."),
    };

    /// <summary>Unpacks the genuine <c>tokenizer.json</c> of a model for as long as an action takes.</summary>
    public static void WithFile(string name, Action<string> action) => WithUnpacked($"tokenizers/{name}/tokenizer.json.gz", action);

    private static EmbeddingGemmaTokenizer Unpack(string packed)
    {
        EmbeddingGemmaTokenizer? tokenizer = null;
        WithUnpacked(packed, file => tokenizer = EmbeddingGemmaTokenizer.FromFile(file));
        return tokenizer!;
    }

    private static void WithUnpacked(string packed, Action<string> action)
    {
        using var input = new GZipStream(File.OpenRead(SharedFolder.PathOf(packed)), CompressionMode.Decompress);
        using var content = new MemoryStream();
        input.CopyTo(content);
        TinyTokenizerJson.With(content.GetBuffer().AsSpan(0, (int)content.Length), action);
    }
}
