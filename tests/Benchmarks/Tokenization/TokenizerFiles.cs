using System.IO.Compression;
using SK.EmbeddingGemma.TestSupport;

namespace SK.EmbeddingGemma.Benchmarks.Tokenization;

/// <summary>Where the tokenizer to measure is.</summary>
internal static class TokenizerFiles
{
    private static readonly Lazy<string> LazyJson = new(Find);

    /// <summary>Gets the path of EmbeddingGemma 300M's <c>tokenizer.json</c>, or Nano's where the former is missing.</summary>
    public static string Json => LazyJson.Value;

    private static string Find()
    {
        if (!SharedFolder.Exists)
        {
            return Path.Combine(AppContext.BaseDirectory, "models", "nano", "tokenizer.json");
        }

        var file = Path.GetTempFileName();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        using var input = new GZipStream(File.OpenRead(SharedFolder.PathOf("tokenizers/embeddinggemma-300m/tokenizer.json.gz")), CompressionMode.Decompress);
        using var output = File.Create(file);
        input.CopyTo(output);
        return file;
    }
}
